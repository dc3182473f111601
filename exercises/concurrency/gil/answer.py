"""Reference answer: many C calls, between which the evaluation loop may let go; and the interpreter's own
count of hand-offs, before and after."""

import lab

STEP = 100_000


def polite_sum(n):
    return sum(sum(range(start, min(start + STEP, n))) for start in range(0, n, STEP))


def handoffs(work):
    before = lab.gil.switch_number()
    work()
    return lab.gil.switch_number() - before
