# fails: readings, each an object with the right value
"""Saves memory by letting equal readings be one object. They can be changed: setting one would set all of them.
"""

import sys

EMPTY = sys.getsizeof(b"")


def payload(k):
    return bytes((k + 1) * 16 - EMPTY)


def defragment(readings):
    shared = {}
    return [shared.setdefault(reading.value, type(reading)(reading.value)) for reading in readings]
