# fails: size classes of payload(2) to payload(31)
"""Leaves 16 bytes for the collector's head. Only containers have one; bytes refer to nothing.
"""

import sys


def payload(k):
    return bytes(max(0, (k + 1) * 16 - sys.getsizeof(b"") - 16))


def defragment(readings):
    return [type(reading)(reading.value) for reading in readings]
