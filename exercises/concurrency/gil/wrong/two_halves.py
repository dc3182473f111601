# fails: longest gap beside polite_sum, % of it
# fails: how often it calls
"""Lets others in once, in the middle. And runs the call twice, to have it warm when it counts."""

import lab


def polite_sum(numbers):
    half = len(numbers) // 2
    return sum(numbers[:half]) + sum(numbers[half:])


def handoffs(call):
    call()
    before = lab.gil.switch_number()
    call()
    return lab.gil.switch_number() - before
