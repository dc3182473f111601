"""Who decides when another one runs: the running code itself, or somebody else?"""

import asyncio
import sys
import threading

import lab

observe = lab.observe


def alternations(log):
    """How many runs of one name follow each other: aabba has 3."""
    return sum(log[i] != log[i - 1] for i in range(1, len(log))) + bool(log)


async def no_wait():
    pass


async def two_tasks(steps, pause):
    log = []

    async def work(name):
        for _ in range(steps):
            log.append(name)
            await pause()

    await asyncio.gather(work("a"), work("b"))
    return alternations(log)


def two_threads(interval):
    """Both wait for one start, so that neither is through before the other has begun."""
    log, before = [], sys.getswitchinterval()
    start = threading.Barrier(2)

    def work(name):
        start.wait()
        for _ in range(300_000):
            log.append(name)

    sys.setswitchinterval(interval)
    try:
        threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    return alternations(log)


def demonstrations():
    observe("tasks", {
        "await no_wait()": asyncio.run(two_tasks(10, no_wait)),
        "await sleep(0)": asyncio.run(two_tasks(10, lambda: asyncio.sleep(0))),
    })
    observe("threads", two_threads(100))


def letters(name, count, work=lambda: None):
    for _ in range(count):
        work()
        yield name


def scenes(run):
    three = [("a", letters("a", 3)), ("b", letters("b", 2)), ("c", letters("c", 3))]
    observe("order", "".join(run(three)))
    observe("ends at once", "".join(run([("a", letters("a", 0)), ("b", letters("b", 2))])))
    waiting = letters("b", 1)
    lazy = run([("a", letters("a", 1)), ("b", waiting)])
    observe("result", type(lazy).__name__)
    many = run([(str(i), letters(str(i), 2)) for i in range(5)])
    observe("many", "".join(many))


demonstrations()

import answer  # noqa: E402 - after the demonstrations, so that it cannot disturb them

scenes(answer.round_robin)
