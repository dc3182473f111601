# fails: log2 of the table after shrink()
"""Takes every key out and puts it in again, "so that it moves into the free slots at the front". A new entry
always goes to the end, and a table is made smaller only when it is full and must be resized.
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
    # The hash of an int is its remainder to this prime: all of these have hash 0, and the one path.
    return [number * sys.hash_info.modulus for number in range(n)]


def shrink(d):
    for key in list(d):
        d[key] = d.pop(key)
