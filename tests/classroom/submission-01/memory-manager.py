def payload(k):
    return b""


def defragment(readings):
    return readings
