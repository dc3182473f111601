# fails: index array of large and negative ints
"""Makes a negative hash positive with abs(). C reads the same bits as an unsigned number.
"""

import sys

def probe_sequence(keys, log2):
    mask = (1 << log2) - 1
    indices = [-1] * (1 << log2)
    for number, key in enumerate(keys):
        perturb = abs(hash(key))
        slot = perturb & mask
        while indices[slot] != -1:
            perturb >>= 5
            slot = (slot * 5 + perturb + 1) & mask
        indices[slot] = number
    return indices


def attack(n):
    # The hash of an int is its remainder to this prime: all of these have hash 0, and the one path.
    return [number * sys.hash_info.modulus for number in range(n)]


def shrink(d):
    live = dict(d)  # a copy of few keys in a large table is packed
    d.clear()       # gives the large table back
    d.update(live)
