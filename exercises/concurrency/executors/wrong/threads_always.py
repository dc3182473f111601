# fails: calls in this process
# fails: processes that computed
# fails: what a killed worker raises
"""Threads for all: nothing is pickled, and nothing is gained."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial


def parallel_map(function, items, table, gil_cpu):
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(partial(function, table), items))
