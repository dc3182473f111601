# fails: longest wait of a heartbeat during polite_sum
# fails: hand-offs during polite_sum
"""Asks to be asked more often. But the holder is inside one C call, and looks at no request before its end."""

import sys

import lab


def polite_sum(n):
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        return sum(range(n))
    finally:
        sys.setswitchinterval(before)


def handoffs(work):
    before = lab.gil.switch_number()
    work()
    return lab.gil.switch_number() - before
