# fails: Queue: dead entries, at most
"""Remembers the order of the keys in a deque: the linked list once more, made by hand. The dict still keeps its
dead, until an insertion finds no room.
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
        self.items, self.order = table(), deque()

    def push(self, key, value):
        self.items[key] = value
        self.order.append(key)

    def pop_oldest(self):
        key = self.order.popleft()
        return key, self.items.pop(key)
