# fails: results in the order of the items
# fails: the first results
"""Takes the chunks as they come, the last one first here: who is first is a matter of luck."""

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context

function_and_table = None


def begin(function, table):
    global function_and_table
    function_and_table = partial(function, table)


def call_all(items):
    return [function_and_table(item) for item in items]


def parallel_map(function, items, table, gil_cpu):
    if not gil_cpu:
        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(partial(function, table), items))
    size = -(-len(items) // 8)
    chunks = [items[start : start + size] for start in range(0, len(items), size)]
    with ProcessPoolExecutor(2, get_context("fork"), begin, (function, table)) as pool:
        futures = [pool.submit(call_all, chunk) for chunk in chunks]
        return [result for future in reversed(futures) for result in future.result()]
