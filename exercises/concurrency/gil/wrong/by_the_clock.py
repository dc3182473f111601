# fails: hand-offs during polite_sum
# fails: longest gap beside polite_sum, % of it
# fails: hand-offs of 10 rounds and of 40, as counted
"""Lets go of the GIL, as one should, when the long call is over. And since the GIL moves every 5 ms, divides the
time by that.
"""

import sys
import time


def polite_sum(numbers):
    total = sum(numbers)
    time.sleep(0)
    return total


def handoffs(call):
    begin = time.perf_counter()
    call()
    return int((time.perf_counter() - begin) / sys.getswitchinterval())
