import sys

EMPTY = sys.getsizeof(b"")


def payload(k):
    return bytes((k + 1) * 16 - EMPTY)


def defragment(readings):
    return list(readings)
