# fails: Recent: od_first after each put
""""OrderedDict is not needed any more." The order is right, but each oldest key has to be searched for behind
the dead entries: there is no od_first.
"""


class Recent:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = {}

    def put(self, key, value):
        self.items.pop(key, None)
        self.items[key] = value
        if len(self.items) > self.capacity:
            del self.items[next(iter(self.items))]


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
