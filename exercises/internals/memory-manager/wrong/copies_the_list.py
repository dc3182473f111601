# fails: pools of the thousand after defragment()
# fails: arenas after defragment() : before
"""A new list: but a list holds references, and the objects stay where they were.
"""

import sys

EMPTY = sys.getsizeof(b"")


def payload(k):
    return bytes((k + 1) * 16 - EMPTY)


def defragment(readings):
    return list(readings)
