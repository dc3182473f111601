# fails: Queue: popped in order
""""A dict is ordered, so popitem() takes the first." From 3.7 it takes the last.
"""

from collections import OrderedDict


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
        self.items = table()

    def push(self, key, value):
        self.items[key] = value

    def pop_oldest(self):
        return self.items.popitem()
