"""Two threads, one balance, two locks: each schedule here is forced, so it happens every time."""

import asyncio
import threading

import lab

observe, order, point, current = lab.observe, lab.schedule.order, lab.schedule.point, threading.current_thread
Thread, Lock = threading.Thread, threading.Lock

LOSE = ["a:read", "b:read", "a:write", "b:write"]
CROSS = ["a:lock", "b:lock", "a:lock", "b:lock"]


class Guard:
    """A lock with a point in front of each acquire, which knows whether it is held."""

    def __init__(self):
        self._lock = Lock()

    def acquire(self, blocking=True, timeout=-1):
        point("lock")
        return self._lock.acquire(blocking, timeout)

    def release(self):
        self._lock.release()

    def locked(self):
        return self._lock.locked()

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *error):
        self.release()


class Account:
    def __init__(self, number, balance, points=True):
        self.number, self.lock = number, Guard()
        self._balance, self._points = balance, points

    @property
    def balance(self):
        if self._points:
            point("read")
        return self._balance

    @balance.setter
    def balance(self, balance):
        if self._points:
            point("write")
        self._balance = balance


def force(points, a, b):
    """Run a and b as threads of these names in this order: the order's account, and who is stuck."""
    threads = [Thread(target=target, name=name, daemon=True) for name, target in (("a", a), ("b", b))]
    with order(points) as schedule:
        for thread in threads:
            thread.start()
        return schedule, schedule.join(*threads)


def two_deposits(guard):
    account = Account(0, 0)

    def deposit():
        if guard is None:
            account.balance += 1
        else:
            with guard:
                account.balance += 1

    schedule, _ = force(LOSE, deposit, deposit)
    return {
        "balance": account._balance,
        "passed": schedule.passed,
        "impossible": [entry["point"] for entry in schedule.impossible],
    }


def crossed_locks():
    x, y = Guard(), Guard()

    def take(first, second):
        with first, second:
            pass

    _, stuck = force(CROSS, lambda: take(x, y), lambda: take(y, x))
    return stuck


def entered_twice(lock):
    lock.acquire()
    return lock.acquire(blocking=False)


async def ten_tasks(lock):
    count = 0

    async def add():
        nonlocal count
        seen = count
        await asyncio.sleep(0)
        count = seen + 1

    async def add_locked():
        async with lock:
            await add()

    await asyncio.gather(*((add if lock is None else add_locked)() for _ in range(10)))
    return count


def demonstrations():
    guards = {"none": None, "Lock": Lock(), "Semaphore(2)": threading.Semaphore(2)}
    deposits = {name: two_deposits(guard) for name, guard in guards.items()}
    observe("deposits", deposits)
    rows = [{"guard": name, **row} for name, row in deposits.items()]
    observe("two deposits", [{key: " ".join(v) if type(v) is list else v for key, v in row.items()} for row in rows])
    observe("crossed", crossed_locks())
    observe("entered twice", {"Lock": entered_twice(Lock()), "RLock": entered_twice(threading.RLock())})
    observe("tasks", {
        "none": asyncio.run(ten_tasks(None)),
        "asyncio.Lock": asyncio.run(ten_tasks(asyncio.Lock())),
    })


def balances(*accounts):
    return [account._balance for account in accounts]


def same_way(transfer):
    x, y = Account(1, 100), Account(2, 100, points=False)
    schedule, _ = force(LOSE, lambda: transfer(x, y, 10), lambda: transfer(x, y, 20))
    observe("same way", balances(x, y))
    observe("kept out", [entry["point"] for entry in schedule.impossible])


def opposite_ways(transfer):
    x, y = Account(1, 100, points=False), Account(2, 100, points=False)
    _, stuck = force(CROSS, lambda: transfer(x, y, 10), lambda: transfer(y, x, 20))
    observe("stuck", stuck)
    observe("opposite ways", balances(x, y))
    observe("held", [x.lock.locked(), y.lock.locked()].count(True))


def to_itself(transfer):
    x = Account(1, 100, points=False)
    _, stuck = force([], lambda: transfer(x, x, 10), lambda: None)
    observe("to itself", {"stuck": stuck, "balance": x._balance})


def too_much(transfer):
    x, y = Account(1, 100, points=False), Account(2, 100, points=False)
    raised = []

    def try_it():
        try:
            transfer(x, y, 101)
        except Exception as error:  # noqa: BLE001 - whatever it raises is what we ask for
            raised.append(type(error).__name__)

    force([], try_it, lambda: None)
    observe("too much", {"raised": raised, "balances": balances(x, y)})
    observe("held after an error", [x.lock.locked(), y.lock.locked()].count(True))


demonstrations()

import answer  # noqa: E402 - after the demonstrations, so that it cannot disturb them

for scene in (same_way, opposite_ways, to_itself, too_much):
    scene(answer.transfer)
