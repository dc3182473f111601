from collections import OrderedDict


class Recent:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = OrderedDict()

    def put(self, key, value):
        self.items[key] = value
        self.items.move_to_end(key)  # a key that was there has kept its place
        if len(self.items) > self.capacity:
            self.items.popitem(last=False)


class Queue:
    """A dict gives up its newest item without a search. So the items go to a second dict, newest
    first, when there is nothing left in it: what was the front is its end.
    """

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
