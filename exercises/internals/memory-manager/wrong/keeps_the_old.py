# fails: arenas after defragment() : before
"""Makes new objects and keeps the old ones, "to be able to go back". The new ones lie together, and nothing is
given back.
"""

import sys

backup = []

EMPTY = sys.getsizeof(b"")


def payload(k):
    return bytes((k + 1) * 16 - EMPTY)


def defragment(readings):
    backup.extend(readings)
    return [type(reading)(reading.value) for reading in readings]
