"""Reference answer: many short calls instead of a long one, and the interpreter's own count of hand-offs."""

import lab

CHUNK = 100_000


def polite_sum(numbers):
    total = 0
    # Each sum() is a call of 2 ms or so; the loop's jump back is where another thread may be let in.
    for start in range(0, len(numbers), CHUNK):
        total += sum(numbers[start:start + CHUNK])
    return total


def handoffs(call):
    before = lab.gil.switch_number()
    call()
    return lab.gil.switch_number() - before
