# fails: size classes of payload(2) to payload(31)
"""Counts refcount, type, size and hash, four words, and forgets the zero with which C strings end: one byte too
many for the class.
"""


def payload(k):
    return bytes((k + 1) * 16 - 32)


def defragment(readings):
    return [type(reading)(reading.value) for reading in readings]
