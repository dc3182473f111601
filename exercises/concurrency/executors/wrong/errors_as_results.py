# fails: what an exception in a call is
# fails: what a killed worker raises
"""Turns an exception into None, so that one bad item does not spoil the rest: nobody learns of it."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context

WORKERS = 2
call = None


def begin(function, table):
    global call
    call = partial(function, table)


def call_one(item):
    try:
        return call(item)
    except Exception:
        return None


def parallel_map(function, items, table, gil_cpu):
    if not gil_cpu:
        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(partial(function, table), items))
    size = -(-len(items) // (4 * WORKERS))
    with ProcessPoolExecutor(WORKERS, get_context("fork"), begin, (function, table)) as pool:
        try:
            return list(pool.map(call_one, items, chunksize=size))
        except Exception:
            return [None] * len(items)
