"""Who decides when another one runs: the running code itself, or somebody else?"""

import asyncio
import sys
import threading

import lab

observe, switches = lab.observe, lab.gil.switch_number
APPENDS, TRIES, STRIP = 400_000, 3, 24


def turns(log):
    """How many runs of one name follow each other: aabba has 3."""
    return sum(before != after for before, after in zip(log, log[1:])) + bool(log)


def row(who, log, moves):
    """The strip shows the log from its begin to its end, one letter for every so many."""
    shown = min(STRIP, len(log))
    strip = "".join(log[at * len(log) // shown] for at in range(shown))
    return {"who": who, "turns": turns(log), "hand-offs": moves, "begin to end": strip}


async def no_wait():
    pass


async def two_tasks(steps, pause):
    log = []

    async def work(name):
        for _ in range(steps):
            log.append(name)
            await pause()

    before = switches()
    await asyncio.gather(work("a"), work("b"))
    return log, switches() - before


def two_threads(interval):
    """Both are let go at once, so that neither is through before the other wants to run; and the main thread
    sleeps until the second of them is through, so that it does not want the GIL meanwhile.
    """
    log, begun, ended, before = [], [], [], sys.getswitchinterval()
    gates, through = [threading.Lock(), threading.Lock()], threading.Lock()
    for lock in (*gates, through):
        lock.acquire()

    def work(name, gate):
        gate.acquire()
        begun.append(switches())
        for _ in range(APPENDS):
            log.append(name)
        ended.append(switches())
        if len(ended) == 2:
            through.release()

    threads = [threading.Thread(target=work, args=(name, gate), name=name) for name, gate in zip("ab", gates)]
    sys.setswitchinterval(interval)
    try:
        for thread in threads:
            thread.start()
        for gate in gates:
            gate.release()
        through.acquire()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    return log, max(ended) - min(begun)


def demonstrations():
    rows = {
        "still": row("tasks: await no_wait()", *asyncio.run(two_tasks(10, no_wait))),
        "sleep": row("tasks: await sleep(0)", *asyncio.run(two_tasks(10, lambda: asyncio.sleep(0)))),
        "asked": max((row("threads: interval 5 ms", *two_threads(0.005)) for _ in range(TRIES)),
                     key=lambda found: found["turns"]),
        "not asked": row("threads: interval 100 s", *two_threads(100)),
    }
    for name, found in rows.items():
        observe(name, found)
    observe("rows", list(rows.values()))


class Work:
    """What the tasks do, and the clock that counts it: a step of anybody is a tick."""

    def __init__(self):
        self.ticks = 0

    def clock(self):
        return self.ticks

    def task(self, name, *turns_, last=0):
        """So many steps before each yield, and after the last one."""
        for steps in turns_:
            self.ticks += steps
            yield name
        self.ticks += last


def run(*specified):
    """The order of the steps that come out, and whom the answer calls hogs."""
    work = Work()
    tasks = [(name, work.task(name, *turns_, last=last), budget) for name, turns_, last, budget in specified]
    steps, scheduler = [], answer.round_robin(tasks, work.clock)
    hogs = None

    def drive():
        nonlocal hogs
        hogs = yield from scheduler

    for step in drive():
        steps.append(step)
    return "".join(steps), list(hogs) if isinstance(hogs, (list, tuple)) else hogs


def evenly(name, count):
    return name, [1] * count, 0, 3


def scenes():
    order, hogs = run(evenly("a", 3), evenly("b", 2), evenly("c", 3))
    observe("order", order)
    observe("nobody", hogs)
    observe("many", run(*(evenly(str(at), 2) for at in range(5)))[0])
    observe("ends at once", run(evenly("a", 0), evenly("b", 2))[0])
    # b does 9 steps in its second turn; c's budget is larger, and 9 are within it.
    observe("one hog", run(("a", [3, 3, 3], 0, 3), ("b", [1, 9, 1], 0, 3), ("c", [9, 1, 1], 0, 9)))
    observe("often", run(("a", [3] * 8, 0, 3), ("b", [1], 0, 3))[1])
    observe("at the end", run(("a", [1], 0, 3), ("b", [1], 50, 3))[1])
    observe("twice", run(("a", [1, 4, 4], 0, 3), ("b", [4, 4], 4, 3))[1])
    work = Work()
    lazy = answer.round_robin([("a", work.task("a", 1), 1), ("b", work.task("b", 1), 1)], work.clock)
    made = work.ticks
    next(iter(lazy))
    observe("steps done", [made, work.ticks])


demonstrations()

import answer  # noqa: E402 - after the demonstrations, so that it cannot disturb them

scenes()
