"""One thread, one queue: what a turn of asyncio's loop does, what does not turn it, and who holds a task."""

import asyncio
import gc
import threading
import weakref

import lab

observe, layout, Absent, hand_offs = lab.observe, lab.generator.layout, lab.Absent, lab.gil.switch_number
eager = getattr(asyncio, "eager_task_factory", None)  # from 3.12
gc.disable()  # collections come where this script asks for them


class CountingLoop(asyncio.SelectorEventLoop):
    """Counts its turns: _run_once polls, moves the timers that are due, and runs what was ready."""

    turns = 0

    def _run_once(self):
        self.turns += 1
        super()._run_once()


def run(coroutine):
    with asyncio.Runner(loop_factory=CountingLoop) as runner:
        return runner.run(coroutine)


async def noop():
    pass


async def five_sleeps():
    for _ in range(5):
        await asyncio.sleep(0)


async def five_calls():
    for _ in range(5):
        await noop()


async def one_task():
    await asyncio.create_task(noop())


async def two_gathered():
    await asyncio.gather(noop(), noop())


async def turns_of(steps, factory=None):
    loop = asyncio.get_running_loop()
    loop.set_task_factory(factory)
    before = loop.turns
    await steps()
    return loop.turns - before


def turns():
    named = {"5 x await sleep(0)": five_sleeps, "5 x await a coroutine": five_calls,
             "await create_task(…)": one_task, "await gather(2)": two_gathered}
    lazy = {name: run(turns_of(steps)) for name, steps in named.items()}
    observe("turns", lazy)
    eagerly = {name: Absent("new in 3.12") if eager is None else run(turns_of(steps, eager))
               for name, steps in named.items()}
    observe("turns, eager", eagerly)
    observe("turn table", [{"the coroutine does": name, "turns": count, "with eager tasks": eagerly[name]}
                           for name, count in lazy.items()])


async def worker(name, pause, log):
    for turn in range(3):
        log.append(f"{name}{turn}")
        await pause()


async def three_workers(pause):
    log = []
    await asyncio.gather(*(worker(name, pause, log) for name in "abc"))
    return " ".join(log)


def orders():
    observe("order, sleep(0)", run(three_workers(lambda: asyncio.sleep(0))))
    observe("order, a coroutine", run(three_workers(noop)))


async def queues():
    """What lies where in the loop, in the middle of a turn."""
    loop = asyncio.get_running_loop()
    tasks = [loop.create_task(asyncio.sleep(60)) for _ in range(3)]
    await asyncio.sleep(0)  # each of them has begun and waits for its timer
    for _ in range(2):
        loop.call_soon(id, 0)
    found = {"ready": len(loop._ready), "timers": len(loop._scheduled), "files": len(loop._selector.get_map())}
    states = [layout(task.get_coro())["state"] for task in (asyncio.current_task(), *tasks)]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return found, states


async def many_sleeps():
    before = hand_offs()
    await asyncio.gather(*(asyncio.sleep(0.01) for _ in range(100)))
    return {"hand-offs": hand_offs() - before, "threads": threading.active_count()}


async def names_after(host):
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        _, writer = await asyncio.open_connection(host, port)
        writer.close()
        await writer.wait_closed()
    except OSError:
        pass  # who has no such name has asked for it, in a thread
    names = sorted(thread.name for thread in threading.enumerate() if thread is not threading.main_thread())
    server.close()
    await server.wait_closed()
    return names


def threads():
    found, states = run(queues())
    observe("queues", found)
    observe("task states", states)
    observe("100 sleeps", run(many_sleeps()))
    observe("threads for", {host: run(names_after(host)) for host in ("127.0.0.1", "localhost")})


async def waits_for_nobody():
    await asyncio.get_running_loop().create_future()


async def dropped():
    loop, told = asyncio.get_running_loop(), []
    loop.set_exception_handler(lambda _, context: told.append(context["message"]))
    task = weakref.ref(loop.create_task(waits_for_nobody()))
    await asyncio.sleep(0)
    alive = [task() is not None]
    gc.collect()
    alive.append(task() is not None)
    return alive, told


def vanishing():
    gc.collect()
    alive, told = run(dropped())
    observe("a dropped task: before and after a collection", alive)
    observe("told", told)


turns()
orders()
threads()
vanishing()

import answer  # noqa: E402 - after the demonstrations, so that it cannot disturb them

PATIENCE = 2.0  # seconds that the work waits for a loop that does not turn; a turn takes 5 ms


def plain(value):
    return value if value is None or isinstance(value, (bool, int, float, str)) else type(value).__name__


async def served():
    """The work is over as soon as the loop has ticked five times beside it, or never will."""
    ticks, enough, wanted, where = [0], threading.Event(), [None], []

    def work():
        where.append("the loop's" if threading.current_thread() is threading.main_thread() else "another")
        wanted[0] = ticks[0] + 5
        return "done" if enough.wait(PATIENCE) else "nobody ticked"

    async def ticker():
        while True:
            await asyncio.sleep(0.005)
            ticks[0] += 1
            if wanted[0] is not None and ticks[0] >= wanted[0]:
                enough.set()

    ticking = asyncio.get_running_loop().create_task(ticker())
    await asyncio.sleep(0)
    try:
        observe("result", plain(await answer.handle(work)))
    finally:
        enough.set()
        ticking.cancel()
    observe("thread of the work", sorted(set(where)))


async def failing():
    def work():
        raise KeyError("on purpose")

    try:
        await answer.handle(work)
        return "no exception"
    except Exception as error:
        return type(error).__name__


async def waits(futures):
    future = asyncio.get_running_loop().create_future()
    futures.append(weakref.ref(future))  # the task is reachable from nowhere but its keeper
    await future
    finished.append(future.result())


async def fails():
    raise KeyError("on purpose")


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


async def kept():
    loop, told, futures = asyncio.get_running_loop(), [], []
    loop.set_exception_handler(lambda _, context: told.append(plain(context.get("exception"))))
    keeper = answer.TaskKeeper()
    tasks = [weakref.ref(keeper.start(waits(futures))) for _ in range(5)]
    await settle()
    gc.collect()
    observe("alive after a collection", sum(task() is not None for task in tasks))
    observe("kept while they wait", len(keeper))
    for number, future in enumerate(futures):
        if future() is not None:
            future().set_result(number)
    await settle()
    observe("finished", sorted(finished))
    observe("kept afterwards", len(keeper))
    keeper.start(fails())
    await settle()
    observe("kept after a failure", len(keeper))
    gc.collect()
    await settle()
    observe("the handler is told", sorted(set(told) - {None}))


finished = []
run(served())
observe("raised", run(failing()))
run(kept())
