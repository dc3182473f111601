# fails: Recent: what is left
"""Moves a key that is there already to the end, and leaves it its old value.
"""

from collections import OrderedDict


class Recent:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = OrderedDict()

    def put(self, key, value):
        if key in self.items:
            self.items.move_to_end(key)
            return
        self.items[key] = value
        if len(self.items) > self.capacity:
            self.items.popitem(last=False)


class Queue:
    def __init__(self, table):
        self.pushed, self.turned = table(), table()

    def push(self, key, value):
        self.pushed[key] = value

    def pop_oldest(self):
        if not self.turned:
            while self.pushed:
                key, value = self.pushed.popitem()
                self.turned[key] = value
        return self.turned.popitem()
