# fails: small sums
# fails: hand-offs of a loop without other threads
"""Whole steps only, so that what is left over is not added; and the count since the start of the process."""

import lab

STEP = 100_000


def polite_sum(n):
    return sum(sum(range(i * STEP, (i + 1) * STEP)) for i in range(n // STEP))


def handoffs(work):
    work()
    return lab.gil.switch_number()
