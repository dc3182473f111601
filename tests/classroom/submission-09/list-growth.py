import sys

# From 3.14 a list with no more room than this is not made smaller until it is empty.
KEPT = 32 if sys.version_info >= (3, 14) else 0


def resize(size, allocated, new_size):
    """What is allocated when a list of `size` items with so much room comes to `new_size`."""
    if new_size == 0:
        return 0
    large_enough = new_size <= allocated
    too_large = new_size < allocated >> 1 and allocated > KEPT
    if large_enough and not too_large:
        return allocated
    return max(4, 2 * allocated)


def predict_allocated(ops):
    size = allocated = 0
    after = []
    for name, *numbers in ops:
        if name == "extend":
            change = numbers[0]
        elif name == "del":
            change = -len(range(size)[numbers[0]:numbers[1]])
        else:
            change = -1 if name == "pop" else 1
        if name == "extend" and allocated == 0:
            allocated = change + change % 2  # a first array fits exactly, but for an even number
        elif change != 0:
            allocated = resize(size, allocated, size + change)
        size += change
        after.append(allocated)
    return after


def exact(n, f):
    items = [None] * n
    for i in range(n):
        items[i] = f(i)
    return items
