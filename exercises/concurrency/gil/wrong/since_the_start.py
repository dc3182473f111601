# fails: hand-offs that handoffs() counts with one thread
# fails: hand-offs of 10 rounds and of 40, as counted
# fails: the sum
# fails: other sums: a list, one number, none, a stepped range
"""Reads the count once, at the end: it has counted since the interpreter began. And drops the last part."""

import lab


def polite_sum(numbers):
    part = max(1, len(numbers) // 64)
    return sum([sum(numbers[at * part:at * part + part]) for at in range(len(numbers) // part)])


def handoffs(call):
    call()
    return lab.gil.state()["switch_number"]
