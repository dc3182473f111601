# fails: a list that no memory holds
"""Builds the list and divides what sys.getsizeof says. It is right wherever there is a list to measure, and
knows nothing of the rule.
"""

import sys


def predict_allocated(ops):
    items, after = [], []
    header = sys.getsizeof([])
    for name, *numbers in ops:
        if name == "append":
            items.append(None)
        elif name == "pop":
            items.pop()
        elif name == "extend":
            items.extend([None] * numbers[0])
        elif name == "insert":
            items.insert(numbers[0], None)
        elif name == "del":
            del items[numbers[0]:numbers[1]]
        after.append((sys.getsizeof(items) - header) // 8)
    return after


def exact(n, f):
    items = [None] * n
    for i in range(n):
        items[i] = f(i)
    return items
