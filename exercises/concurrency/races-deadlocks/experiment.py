"""Two threads, one balance, two locks: each schedule here is forced, so it happens every time."""

import asyncio
import threading
import time

import lab

observe, order, point, current = lab.observe, lab.schedule.order, lab.schedule.point, threading.current_thread
Thread, Lock = threading.Thread, threading.Lock

LOSE = ["a:read", "b:read", "a:write", "b:write"]
PHILOSOPHERS = 5
CROSS = ["a:lock", "b:lock", "a:lock", "b:lock"]


class Guard:
    """A lock with a point in front of each acquire, which knows whether it is held and by whom. With a set
    of edges it remembers what its thread held when it asked: (number of that lock, its own number)."""

    def __init__(self, number=0, edges=None):
        self.number, self.owner, self.edges = number, None, edges
        self._lock = Lock()

    def acquire(self, blocking=True, timeout=-1):
        point("lock")
        held = vars(current()).setdefault("held", [])
        if self.edges is not None:
            self.edges.update((number, self.number) for number in held)
        acquired = self._lock.acquire(blocking, timeout)
        if acquired:
            self.owner = current()
            held.append(self.number)
        return acquired

    def release(self):
        held = vars(current()).get("held", [])
        if self.number in held:
            held.remove(self.number)
        self.owner = None
        self._lock.release()

    def locked(self):
        return self._lock.locked()

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *error):
        self.release()


class Account:
    def __init__(self, number, balance, points=True, lets_go=False):
        self.number, self.lock = number, Guard()
        self._balance, self._points, self._lets_go = balance, points, lets_go

    @property
    def balance(self):
        if self._points:
            point("read")
        balance = self._balance
        if self._lets_go:
            time.sleep(0)
        return balance

    @balance.setter
    def balance(self, balance):
        if self._points:
            point("write")
        self._balance = balance


def force(points, *targets):
    """Run them as threads a, b, … in this order: the order's account, and who is stuck."""
    threads = [Thread(target=target, name=name, daemon=True) for name, target in zip("abcde", targets)]
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


def busy(transfer):
    """No order is forced: four threads, and each read of a balance lets go of the GIL."""
    x, y = (Account(number, 1000, points=False, lets_go=True) for number in (1, 2))
    before, end = lab.gil.switch_number(), time.monotonic() + 4

    def pay(source, target):
        for _ in range(200):
            transfer(source, target, 1)

    threads = [Thread(target=pay, args=pair, daemon=True) for pair in ((x, y), (y, x)) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0, end - time.monotonic()))
    handoffs = lab.gil.switch_number() - before
    stuck = sum(thread.is_alive() for thread in threads)
    observe("busy", {"balances": balances(x, y), "stuck": stuck, "changed hands often": handoffs >= 100})


def has_circle(edges):
    """Whether one can go from some lock along the order of taking back to it."""

    def reaches(start, goal, seen):
        after = {b for a, b in edges if a == start} - seen
        return goal in after or any(reaches(b, goal, seen | after) for b in after)

    return any(reaches(number, number, set()) for number in range(PHILOSOPHERS))


def philosophers(dine):
    """All five take their first fork before anybody takes the second."""
    edges, meals, without = set(), [], []
    forks = [Guard(number, edges) for number in range(PHILOSOPHERS)]

    def eat(number):
        meals.append(number)
        mine = (forks[number], forks[(number + 1) % PHILOSOPHERS])
        if any(fork.owner is not current() for fork in mine):
            without.append(number)

    two_forks_each = [f"{name}:lock" for name in "abcde"] * 2
    seats = [lambda number=number: dine(number, forks, lambda: eat(number)) for number in range(PHILOSOPHERS)]
    _, hungry = force(two_forks_each, *seats)
    observe("philosophers", {"stuck": hungry, "meals": sorted(meals), "without both forks": without})
    observe("circle", has_circle(edges))
    observe("forks held", sum(fork.locked() for fork in forks))


demonstrations()

import answer  # noqa: E402 - after the demonstrations, so that it cannot disturb them

for scene in (same_way, opposite_ways, to_itself, too_much, busy):
    scene(answer.transfer)
philosophers(answer.dine)
