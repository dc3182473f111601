# fails: longest wait of a heartbeat during polite_sum
# fails: hand-offs during polite_sum
"""Lets go once the work is done: everybody has waited by then."""

import time

import lab


def polite_sum(n):
    total = sum(range(n))
    time.sleep(0)
    return total


def handoffs(work):
    before = lab.gil.switch_number()
    work()
    return lab.gil.switch_number() - before
