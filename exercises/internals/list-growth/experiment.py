"""A list grows one item at a time: how often does it move, and how much room does it ask for?"""

import gc
import sys

import lab

observe, layout, allocated = lab.observe, lab.list.layout, lab.list.allocated
referrers = gc.get_referrers

gc.disable()


def grow(appends):
    """[size, allocated] whenever an append changed what is allocated. The address of the array says
    less: realloc may find room behind it and leave it where it is.
    """
    items, steps, room = [], [], 0
    for size in range(1, appends + 1):
        items.append(None)
        if allocated(items) != room:
            room = allocated(items)
            steps.append([size, room])
    return steps


def empty(items):
    """allocated after each pop, and [size, allocated] whenever it changed."""
    rooms, steps = [allocated(items)], [[len(items), allocated(items)]]
    while items:
        items.pop()
        rooms.append(allocated(items))
        if rooms[-1] != rooms[-2]:
            steps.append([len(items), rooms[-1]])
    return rooms, steps


def ways_to_make_one():
    ten = list(range(10))
    made = {
        "[0] * 10": [0] * 10,
        "sorted(ten)": sorted(ten),
        "ten.copy()": ten.copy(),
        "[1, 2, 3]": [1, 2, 3],
        "[i for i in ten]": [i for i in ten],
        "list({1, 2, 3})": list({1, 2, 3}),
        "'a b c'.split()": "a b c".split(),
    }
    rows = [{"made by": name, "size": len(items), "allocated": allocated(items)} for name, items in made.items()]
    observe("made", rows)
    observe("room when made", [row["allocated"] for row in rows])


def inside_sort():
    """While it sorts, list.sort takes the items away, so that nobody can meddle with them."""
    victim, seen = [3, 1, 2], []

    def key(item):
        now = layout(victim)
        seen.append([now["size"], now["allocated"]])
        return item

    victim.sort(key=key)
    observe("inside sort", seen[0])


def run(script):
    """Carry out the operations on a real list; what is allocated after each."""
    items, rooms = [], []
    for name, *numbers in script:
        if name == "append":
            items.append(None)
        elif name == "pop":
            items.pop()
        elif name == "extend":
            items.extend([None] * numbers[0])
        elif name == "insert":
            items.insert(numbers[0], None)
        elif name == "del":
            del items[numbers[0]:numbers[1]]
        rooms.append(allocated(items))
    return rooms


def mixed(length):
    """Operations in an order without a pattern, the same in every run."""
    script, size, state = [], 0, 12345
    for _ in range(length):
        state = (state * 1103515245 + 12345) % 2**31
        choice, number = state >> 16 & 7, state >> 20
        if size and choice == 0:
            start = number % size
            stop = min(size, start + number % 40)
            script.append(("del", start, stop))
            size -= stop - start
        elif size and choice < 3:
            script.append(("pop",))
            size -= 1
        elif choice == 3:
            script.append(("extend", number % 50))
            size += number % 50
        elif choice == 4:
            script.append(("insert", number % (size + 1)))
            size += 1
        else:
            script.append(("append",))
            size += 1
    return script


def agreement(predicted, real):
    """How many values are right before the first that is not; the type's name if it is no list."""
    if not isinstance(predicted, (list, tuple)):
        return type(predicted).__name__
    right = 0
    for mine, theirs in zip(predicted, real):
        if type(mine) is not int or mine != theirs:
            break
        right += 1
    return right


def numbers_in(predicted):
    """What the answer gave, if it is a list of numbers; else the name of its type."""
    if isinstance(predicted, (list, tuple)) and all(type(item) is int for item in predicted):
        return list(predicted)
    return type(predicted).__name__


class Item:
    def __init__(self, number):
        self.number = number


def watch_exact(n):
    """Call the answer's exact(), and look from inside f at the list that it is filling."""
    arrays, previous = set(), None

    def note(items):
        now = layout(items)
        arrays.add((now["items"], now["allocated"]))

    def f(number):
        nonlocal previous
        if number % (n // 10) == 1:
            for holder in referrers(previous):  # whoever holds the item before this one
                if type(holder) is list:
                    note(holder)
        previous = Item(number)
        return previous

    result = answer.exact(n, f)
    if type(result) is not list:
        observe("exact", type(result).__name__)
        return
    note(result)
    observe("exact", [len(result), allocated(result)])
    observe("exact items", agreement([getattr(item, "number", None) for item in result], range(n)))
    observe("exact arrays", len(arrays))


million = grow(1_000_000)
observe("growth", {"at size": [size for size, _ in million[:11]], "allocated": [room for _, room in million[:11]]})
observe("reallocations", len(million))
observe("room at the end", million[-1][1])
rooms, steps = empty([None] * 1000)
observe("while popping", rooms)
observe("pops", steps)
ways_to_make_one()
inside_sort()

APPENDS = [("append",)] * 5000
POPS = [("extend", 1000)] + [("pop",)] * 1000
MIXED = mixed(800)
real = {"appends": run(APPENDS), "pops": run(POPS), "mixed": run(MIXED)}
# No list can be this long, so nobody can look at one: it takes the rule.
BEYOND_MEMORY = [("extend", 1000), ("extend", 10**12), ("append",), ("del", 0, 10**12)]

sys.modules["lab"] = None  # the answer is to work it out, not to look it up
import answer  # noqa: E402 - after what is shown, so that it cannot disturb it

observe("predicted right", {
    "appends": agreement(answer.predict_allocated(list(APPENDS)), real["appends"]),
    "pops": agreement(answer.predict_allocated(list(POPS)), real["pops"]),
    "mixed": agreement(answer.predict_allocated(list(MIXED)), real["mixed"]),
})
try:
    observe("beyond memory", numbers_in(answer.predict_allocated(list(BEYOND_MEMORY))))
except MemoryError:
    observe("beyond memory", "MemoryError")
watch_exact(1000)
