# fails: hand-offs during polite_sum
# fails: longest gap beside polite_sum, % of it
# fails: switch interval afterwards
"""Lets the others ask every microsecond. They do, and the holder does not look before sum() is through."""

import sys

import lab


def polite_sum(numbers):
    sys.setswitchinterval(1e-6)
    return sum(numbers)


def handoffs(call):
    before = lab.gil.switch_number()
    call()
    return lab.gil.switch_number() - before
