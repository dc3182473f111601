# fails: how often the table was pickled
"""Hands the table on with the items: it is pickled anew for each chunk."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from itertools import repeat
from multiprocessing import get_context


def parallel_map(function, items, table, gil_cpu):
    pool = ProcessPoolExecutor(2, get_context("fork")) if gil_cpu else ThreadPoolExecutor(2)
    with pool:
        return list(pool.map(function, repeat(table), items, chunksize=-(-len(items) // 8)))
