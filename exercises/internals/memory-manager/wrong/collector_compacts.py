# fails: pools of the thousand after defragment()
# fails: arenas after defragment() : before
"""Leaves it to the collector, as it would be right for Java. CPython's collector never moves an object, for its
address is its identity.
"""

import gc
import sys

EMPTY = sys.getsizeof(b"")


def payload(k):
    return bytes((k + 1) * 16 - EMPTY)


def defragment(readings):
    gc.collect()
    return readings
