"""dict-layout: where a dict puts its keys, how to make it slow, and how to make it small again.

1. probe_sequence(keys, log2) -> list of 2**log2 numbers

   The keys go into an empty table of 2**log2 slots, one after another. Return the table's index array:
   for each slot the number of the key that is there (0 for the first of `keys`), or -1 if it is free.
   All keys are different, and they fit. hash() is yours to use, and the same as the interpreter's. Work
   it out: `import lab` does not work here.

2. attack(n) -> list of n different ints

   that make a dict as slow as it can be: looking up each of them once, in a dict of all of them, visits
   at least n(n - 1)/2 slots that hold another key.

3. shrink(d)

   `d` was large, and nearly all of its keys have been deleted. Make its table small again. It must stay
   the same dict object, with the same items in the same order.

Try it:  lab run dict-layout --answer mine.py
"""


def probe_sequence(keys, log2):
    return [-1] * (1 << log2)


def attack(n):
    return list(range(n))


def shrink(d):
    pass
