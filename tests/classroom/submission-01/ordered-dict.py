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
        key = next(iter(self.items))
        return key, self.items.pop(key)
