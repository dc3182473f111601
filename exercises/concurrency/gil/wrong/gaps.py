# fails: polite_sum(10,000,000)
# fails: small sums
"""Takes the end of a range for its last number: between two steps one is left out."""

import lab

STEP = 100_000


def polite_sum(n):
    total = 0
    for start in range(0, n, STEP):
        total += sum(range(start, min(start + STEP, n) - 1))
    return total


def handoffs(work):
    before = lab.gil.switch_number()
    work()
    return lab.gil.switch_number() - before
