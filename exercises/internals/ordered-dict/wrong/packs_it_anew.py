# fails: Queue: entries walked over
"""Makes a new dict when there are 100 dead entries in the old one. That bounds what lies in the way: about 50
entries before each key, for 100 keys, and more for more.
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
        self.table, self.items, self.dead = table, table(), 0

    def push(self, key, value):
        self.items[key] = value

    def pop_oldest(self):
        key = next(iter(self.items))
        value = self.items.pop(key)
        self.dead += 1
        if self.dead == 100:
            packed = self.table()
            packed.update(self.items)
            self.items, self.dead = packed, 0
        return key, value
