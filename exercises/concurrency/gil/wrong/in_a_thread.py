# fails: hand-offs during polite_sum
# fails: longest gap beside polite_sum, % of it
# fails: hand-offs of 10 rounds and of 40, as counted
"""Another thread does the long call, and this one only waits: who holds the GIL is somebody else now, for as
long. And the call that is measured runs in a thread of its own, whose start and end are counted in.
"""

from concurrent.futures import ThreadPoolExecutor

import lab


def polite_sum(numbers):
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(sum, numbers).result()


def handoffs(call):
    before = lab.gil.switch_number()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(call).result()
    return lab.gil.switch_number() - before
