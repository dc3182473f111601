"""What does a pool of threads do for a call, and what a pool of processes?"""

import os
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, TimeoutError
from multiprocessing import get_context

import lab

observe = lab.observe
FORK = get_context("fork")
HERE = os.getpid()

# map() makes one work item of each chunk, by submit().
submitted = 0
plain_submit = ProcessPoolExecutor.submit


def counting_submit(self, *arguments, **options):
    global submitted
    submitted += 1
    return plain_submit(self, *arguments, **options)


ProcessPoolExecutor.submit = counting_submit


def work_items(run):
    before = submitted
    run()
    return submitted - before


class Table:
    """A megabyte that counts how often this process pickles it."""

    pickled = 0

    def __init__(self, data=None):
        self.data = data or bytes(number % 251 for number in range(1_000_000))

    def __reduce__(self):
        Table.pickled += 1
        return Table, (self.data,)


def processes(workers=2):
    return ProcessPoolExecutor(workers, FORK)


def error_of(call):
    try:
        call()
    except BaseException as error:  # whatever it is, it is what we want to know
        return type(error).__name__
    return "none"


def same(pool, thing):
    """Whether the pool gives back the very object that it was given."""
    with pool:
        return pool.submit(give_back, thing).result() is thing


def give_back(thing):
    return thing


def fill(items):
    items.append("from the worker")


def length_after(pool):
    items = []
    with pool:
        pool.submit(fill, items).result()
    return len(items)


def workers_after_one_call():
    done = threading.Event()
    with ThreadPoolExecutor(4) as threads, processes(4) as forked:
        forked.submit(abs, 1).result()
        threads.submit(done.wait)
        counts = {"threads": len(threads._threads), "processes, by fork": len(forked._processes)}
        done.set()
    return counts


def chunked(size):
    with processes() as pool:
        return work_items(lambda: list(pool.map(abs, range(1000), chunksize=size)))


def waiting_for_itself():
    """A task that waits for a task of its own pool, which has one worker: the other one never begins."""
    seen = {}
    with ThreadPoolExecutor(1) as pool:

        def outer():
            inner = pool.submit(abs, 1)
            seen["error"] = error_of(lambda: inner.result(timeout=0.3))
            seen["left in the queue"] = pool._work_queue.qsize()

        pool.submit(outer).result()
    return seen


double = lambda number: 2 * number  # noqa: E731 - a function without a name of its own


def demonstrations():
    with processes(1) as pool:
        observe("lambda", error_of(lambda: pool.submit(double, 1).result()))
    observe("same object", {"threads": same(ThreadPoolExecutor(1), object()),
                            "processes": same(processes(1), ["a list"])})
    observe("length", {"threads": length_after(ThreadPoolExecutor(1)), "processes": length_after(processes(1))})
    observe("workers", workers_after_one_call())
    observe("work items", {"chunksize=1": chunked(1), "chunksize=50": chunked(50)})
    observe("nested", waiting_for_itself())


def look_up(table, item):
    return table.data[item] + item


def which_process(table, item):
    return os.getpid()


def divide(table, item):
    return item // (item - 500)


# With a small table: until 3.11.4 the executor can hang when a worker dies while a large argument is on
# its way to it (gh-94777).
def die(table, item):
    if item == 3 and os.getpid() != HERE:
        os._exit(1)


def scenes(parallel_map):
    table, items = Table(), list(range(1000))
    Table.pickled, results = 0, []
    observe("work items of yours", work_items(lambda: results.extend(parallel_map(look_up, items, table, True))))
    observe("table pickled", Table.pickled)
    observe("first results", results[:5])
    observe("in order", results == [look_up(table, item) for item in items])
    others = set(parallel_map(which_process, items, table, True))
    observe("computed here", HERE in others)
    observe("processes", len(others - {HERE}))
    observe("waited elsewhere", set(parallel_map(which_process, items, table, False)) != {HERE})
    few = []
    error = error_of(lambda: few.extend(parallel_map(look_up, [5], table, True)))
    observe("few", few or error)
    observe("error", error_of(lambda: parallel_map(divide, items, table, True)))
    observe("killed", error_of(lambda: parallel_map(die, items, b"", True)))


demonstrations()

import answer  # noqa: E402 - after the demonstrations, so that it cannot disturb them

scenes(answer.parallel_map)
