"""A dict keeps its order. What is an OrderedDict beyond that, and where does it keep its own?"""

import gc
import sys
import weakref
from collections import OrderedDict
from collections.abc import ItemsView, KeysView, ValuesView

import lab

observe, layout, indices, linked = lab.observe, lab.dict.layout, lab.dict.indices, lab.ordereddict.order
getsizeof = sys.getsizeof

gc.disable()


def two_orders():
    """One OrderedDict, read twice: the entries of the dict that it is, and its linked list."""
    it = OrderedDict.fromkeys("abcde")
    del it["c"]
    it["b"] = "set again"
    it.move_to_end("a")
    entries, nodes = list(dict.__iter__(it)), linked(it)
    observe("orders", {"dict": "".join(entries), "list": "".join(nodes)})
    cells = [{"label": str(number), "value": None} for number in range(layout(it)["nentries"])]
    for number, key in zip(sorted(place for place in indices(it) if place >= 0), entries):
        cells[number] = {"label": str(number), "value": key, "mark": str(nodes.index(key) + 1)}
    observe("entries", cells)


def equality():
    ab, ba = {"a": 1, "b": 2}, {"b": 2, "a": 1}
    pairs = {"two dicts": ab == ba, "one of each": OrderedDict(ab) == ba,
             "two OrderedDicts": OrderedDict(ab) == OrderedDict(ba)}
    observe("equal", [pair for pair, equal in pairs.items() if equal])


def backwards():
    """What only OrderedDict could do once."""
    observe("a dict backwards, and merged", [list(reversed({"a": 1, "b": 2})), list({"a": 1} | {"b": 2})])


def from_the_front(n):
    """How far the oldest key is from where the search for it begins, while it is taken out n times."""
    plain, ordered = dict.fromkeys(range(n)), OrderedDict.fromkeys(range(n))
    observe("bytes", {"dict": getsizeof(plain), "list": getsizeof(ordered) - getsizeof(plain)})
    walked = {"dict": 0, "list": 0}
    for number in range(n):
        now = layout(plain)
        walked["dict"] += now["nentries"] - now["used"] + 1  # all of the dead ones are in front
        del plain[number]
        walked["list"] += linked(ordered).index(number) + 1
        del ordered[number]
    observe("walked", walked)


def put_anew(make):
    """What a loop says whose body takes each key out and puts it in again."""
    it = make(a=1, b=2)
    try:
        for key in it:
            it[key] = it.pop(key)
    except RuntimeError as error:
        return str(error)


two_orders()
equality()
backwards()
from_the_front(1000)
observe("put anew in a loop", {"dict": put_anew(dict), "OrderedDict": put_anew(OrderedDict)})

# The tables of the answer's Queue. A walk over a dict passes its dead entries in C, where nobody sees
# it; so these count, as they are walked over, what lies in the way.

entries_walked, tables = 0, []


class Table(dict):
    def __init__(self, *arguments, **items):
        tables.append(weakref.ref(self))
        super().__init__(*arguments, **items)

    def live(self):
        return sorted(place for place in indices(self) if place >= 0)

    def walk(self, places, before, keys):
        global entries_walked
        for place, key in zip(places, keys):
            entries_walked += abs(place - before)
            before = place
            yield key

    def __iter__(self):
        return self.walk(self.live(), -1, super().__iter__())

    def __reversed__(self):
        return self.walk(self.live()[::-1], layout(self)["nentries"], super().__reversed__())

    def popitem(self):
        global entries_walked
        now = layout(self)["nentries"]
        item = super().popitem()
        entries_walked += now - layout(self)["nentries"]
        return item

    def keys(self):
        return Keys(self)

    def values(self):
        return Values(self)

    def items(self):
        return Items(self)

    def copy(self):
        return Table(self)

    def __or__(self, other):
        merged = Table(self)
        merged.update(other)
        return merged


class Keys(KeysView):
    def __reversed__(self):
        return reversed(self._mapping)


class Values(ValuesView):
    def __reversed__(self):
        return (self._mapping[key] for key in reversed(self._mapping))


class Items(ItemsView):
    def __reversed__(self):
        return ((key, self._mapping[key]) for key in reversed(self._mapping))


PUTS = "abcadbeaaf"

sys.modules["lab"] = None  # the answer is to build it, not to look it up
import answer  # noqa: E402 - after what is shown, so that it cannot disturb it


def recent():
    it, oldest = answer.Recent(3), []
    for number, key in enumerate(PUTS):
        it.put(key, number)
        if not isinstance(it.items, OrderedDict):
            observe("oldest", type(it.items).__name__)
            return
        oldest.append(str(linked(it.items)[0]))
    observe("oldest", "".join(oldest))
    observe("at the end", " ".join(f"{key}={value}" for key, value in it.items.items()))


def queue(capacity, more):
    """Push `capacity` keys, then push and pop `more` times, then pop until it is empty."""
    it, popped = answer.Queue(Table), []
    unlike, dead = set(), 0

    def look(expected):
        nonlocal dead
        found = [layout(table) for table in (ref() for ref in tables) if table is not None]
        dead = max(dead, sum(table["nentries"] - table["used"] for table in found))
        unlike.add(sum(table["used"] for table in found) - expected)

    for number in range(capacity + more):
        it.push(number, str(number))
        look(min(number, capacity) + 1)
        if number >= capacity:
            popped.append(it.pop_oldest())
            look(capacity)
    for left in reversed(range(capacity)):
        popped.append(it.pop_oldest())
        look(left)
    right = [(number, str(number)) for number in range(capacity + more)]
    observe("popped", sum(mine == theirs for mine, theirs in zip(popped, right)))
    observe("keys amiss", sorted(unlike))
    observe("dead", dead)
    observe("entries walked", entries_walked)


recent()
queue(100, 2000)
