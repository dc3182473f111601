# fails: Queue: keys amiss in its dicts
"""Keeps the items in a deque, which is what one should do with a queue; but then nothing can be looked up by key.
"""

from collections import OrderedDict, deque


class Recent:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = OrderedDict()

    def put(self, key, value):
        self.items[key] = value
        self.items.move_to_end(key)
        if len(self.items) > self.capacity:
            self.items.popitem(last=False)


class Queue:
    def __init__(self, table):
        self.items = deque()

    def push(self, key, value):
        self.items.append((key, value))

    def pop_oldest(self):
        return self.items.popleft()
