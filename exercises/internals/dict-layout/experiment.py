"""Where does a dict put a key, where does it look when the place is taken, and what does it keep?"""

import gc
import sys

import lab

observe, layout, indices, probe = lab.observe, lab.dict.layout, lab.dict.indices, lab.dict.probe
getsizeof = sys.getsizeof

gc.disable()

EIGHTS = [0, 8, 16, 24, 32]  # the same last three bits: all of them want slot 0 of 8


def collide():
    table = dict.fromkeys(EIGHTS)
    observe("indices", indices(table))
    path = {step["slot"]: str(turn) for turn, step in enumerate(probe(table, 24), 1)}
    observe("slots", [{"label": str(slot), "value": EIGHTS[index] if index >= 0 else None, "mark": path.get(slot)}
                      for slot, index in enumerate(indices(table))])
    observe("paths", [{"key": key, **step} for key in (24, 32) for step in probe(table, key)])


def grow(key):
    """The table whenever it was replaced, while 200 keys come in."""
    table, steps = {}, {"keys": [], "slots": [], "still fit": []}
    for number in range(200):
        table[key(number)] = None
        now = layout(table)
        if not steps["slots"] or now["size"] != steps["slots"][-1]:
            steps["keys"].append(now["used"])
            steps["slots"].append(now["size"])
            steps["still fit"].append(now["usable"])
    return steps


def delete():
    """What deleting leaves behind."""
    table = {1: "a", 2: "b", 3: "c"}
    before = layout(table)["usable"]
    del table[2]
    observe("after del", {"indices": indices(table), "usable given back": layout(table)["usable"] - before})
    table[2] = "b"
    observe("order after putting it back", list(table))

    table = dict.fromkeys(range(1000))
    for number in range(999):
        del table[number]
    observe("one key left of 1000", {"log2": layout(table)["log2_size"], "bytes": getsizeof(table)})


def churn():
    """A dict of one key, where each key is replaced by the next, a thousand times."""
    table, resizes = {0: None}, 0
    entries = layout(table)["nentries"]
    for number in range(1000):
        table[number + 1] = None
        del table[number]
        now = layout(table)["nentries"]
        resizes += now <= entries  # the entries were packed anew
        entries = now
    observe("churn", {"resizes": resizes, "log2": layout(table)["log2_size"]})


class Stubborn:
    """All have the same hash, and no two are equal."""
    compared = 0

    def __hash__(self):
        return 1

    def __eq__(self, other):
        Stubborn.compared += 1
        return self is other


class Two:
    def __init__(self):
        self.a = 1
        self.b = 2


def kinds():
    """The three kinds of key tables: with hashes, for str keys only, and shared by instances."""
    table = {"a": 1}
    seen = [{"kind": layout(table)["kind"], "bytes": getsizeof(table)}]
    table[1] = "an int"
    seen.append({"kind": layout(table)["kind"], "bytes": getsizeof(table)})
    del table[1]
    seen.append({"kind": layout(table)["kind"], "bytes": getsizeof(table)})
    observe("kinds", seen)

    usual, backwards = Two(), Two.__new__(Two)
    backwards.b, backwards.a = 2, 1
    split = [layout(vars(usual))["kind"], layout(vars(backwards))["kind"]]
    vars(backwards)[1] = "an int"
    observe("kinds of instances", [*split, layout(vars(backwards))["kind"]])


def plain(value, kind):
    """What the answer gave, if it is a list of this kind of item; else the name of its type."""
    if isinstance(value, (list, tuple)) and all(type(item) is kind for item in value):
        return list(value)
    return type(value).__name__


WORDS = "spam ham eggs bacon lobster shrubbery parrot cheese larch knight grail coconut swallow".split()
TABLES = {
    "eights": EIGHTS,
    "numbers": [-1, -2, 7, 15, 23, 2**40, 2**61, -(2**70), 10],
    "words": WORDS,
    "both": [*WORDS, *range(0, 4096, 64), *(-number for number in range(1, 60, 7))],
}

collide()
observe("growth", grow(int))
observe("growth with str keys", grow(str))
delete()
churn()
{Stubborn(): None for _ in range(50)}
observe("comparisons", Stubborn.compared)
kinds()

# The tables that the answer is asked for are gone when it is asked, and it cannot look at others.
log2, real = {}, {}
for name, keys in TABLES.items():
    table = dict.fromkeys(keys)
    log2[name], real[name] = layout(table)["log2_size"], indices(table)
observe("real", real)
sys.modules["lab"] = None

import answer  # noqa: E402 - after what is shown, so that it cannot disturb it

observe("predicted", {name: plain(answer.probe_sequence(list(keys), log2[name]), int)
                      for name, keys in TABLES.items()})

attackers = plain(answer.attack(100), int)
if isinstance(attackers, list):
    table = dict.fromkeys(attackers[:100])
    observe("attack", sum(len(probe(table, key)) - 1 for key in table))
else:
    observe("attack", attackers)

table = {number: str(number) for number in range(1002)}
for number in range(1002):
    if number % 400 != 1:
        del table[number]
answer.shrink(table)
observe("shrunk", {"log2": layout(table)["log2_size"], "bytes": getsizeof(table)})
observe("left", [[key, value] for key, value in table.items()])
