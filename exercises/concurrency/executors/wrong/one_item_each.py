# fails: work items of 1000 items
"""Leaves the size of a chunk at 1: a thousand items are a thousand messages there and back."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
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
    if not gil_cpu:
        with ThreadPoolExecutor(WORKERS) as pool:
            return list(pool.map(partial(function, table), items))
    with ProcessPoolExecutor(WORKERS, get_context("fork"), begin, (function, table)) as pool:
        return list(pool.map(call_one, items))
