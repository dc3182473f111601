"""ordered-dict: use the list that OrderedDict keeps, and then do without it.

1. Recent(capacity): the keys that were put in last

       put(key, value)   the key becomes the newest, also when it is there already; and when there are
                         more than `capacity` keys now, the oldest goes
       items             an OrderedDict of what is there, oldest first

2. Queue(table): first in, first out, in plain dicts

       push(key, value)  all keys are new
       pop_oldest()      takes out the oldest item and returns it as (key, value)

   Call table() for a dict, as often as you like, and keep the items nowhere else. It is an ordinary dict,
   but for counting the entries that a walk over it passes: 3 for each key must do, whatever the length
   of the queue. There may be 100 keys in it; never leave more than 100 dead entries in your dicts.

Try it:  lab run ordered-dict --answer mine.py
"""

from collections import OrderedDict


class Recent:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = OrderedDict()

    def put(self, key, value):
        self.items[key] = value


class Queue:
    def __init__(self, table):
        self.items = table()

    def push(self, key, value):
        self.items[key] = value

    def pop_oldest(self):
        return self.items.popitem()
