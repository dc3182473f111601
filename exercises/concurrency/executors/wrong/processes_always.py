# fails: waiting calls that left this process
"""Processes for what only waits, too."""

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

WORKERS = 2
call = None


def begin(function, table):
    global call
    call = partial(function, table)


def call_one(item):
    return call(item)


def parallel_map(function, items, table, gil_cpu):
    size = -(-len(items) // (4 * WORKERS))
    with ProcessPoolExecutor(WORKERS, get_context("fork"), begin, (function, table)) as pool:
        return list(pool.map(call_one, items, chunksize=size))
