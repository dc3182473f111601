# fails: size classes of payload(2) to payload(31)
"""Asks for the bytes of the data alone. The object's header is in the same block, so all of them land
higher, the last ones at malloc's.
"""


def payload(k):
    return bytes((k + 1) * 16)


def defragment(readings):
    return [type(reading)(reading.value) for reading in readings]
