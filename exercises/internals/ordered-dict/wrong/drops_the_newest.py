# fails: Recent: od_first after each put
# fails: Recent: what is left
"""popitem() without last=False takes the newest: the one that has just come.
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
            self.items.popitem()


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
