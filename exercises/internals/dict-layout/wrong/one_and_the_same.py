# fails: probes that attack(100) costs
"""n times the same key collides best, one would think. A dict recognises it at the first look.
"""

import sys

HASH_MASK = (1 << sys.hash_info.width) - 1


def probe_sequence(keys, log2):
    mask = (1 << log2) - 1
    indices = [-1] * (1 << log2)
    for number, key in enumerate(keys):
        perturb = hash(key) & HASH_MASK  # C takes the hash as unsigned
        slot = perturb & mask
        while indices[slot] != -1:
            perturb >>= 5
            slot = (slot * 5 + perturb + 1) & mask
        indices[slot] = number
    return indices


def attack(n):
    return [0] * n


def shrink(d):
    live = dict(d)  # a copy of few keys in a large table is packed
    d.clear()       # gives the large table back
    d.update(live)
