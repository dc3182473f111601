import sys

EMPTY = sys.getsizeof(b"")  # header and closing zero: 33 bytes


def payload(k):
    # Class k serves requests of up to (k + 1) * 16 bytes, and bytes(n) asks for all in one block.
    return bytes((k + 1) * 16 - EMPTY)


def defragment(readings):
    # An object never moves. A new one gets a block in the pool that is in use already, and the next
    # ones the blocks beside it; with the old ones gone, their pools are empty.
    return [type(reading)(reading.value) for reading in readings]
