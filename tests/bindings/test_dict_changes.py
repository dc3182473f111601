"""The recorded changes of a dict, replayed, give the table that is there; values by hand; probe paths."""

import json
import random
import unittest

import lab
from object_events import ObjectWatchTest

MASK = (1 << 64) - 1

# Random sequences; each dict is described before and after by probes that look at it afresh.
SEQUENCES = """
import json, random, sys
import lab

def describe(d):
    layout = lab.dict.layout(d)
    return {"kind": layout["kind"], "indices": layout["indices"], "order": [repr(k) for k in d],
            "entries": {repr(k): lab.dict.probe(d, k)[-1]["index"] for k in d}}

class Plain:
    pass

def begin(choose):
    kind = choose.randrange(4)
    if kind == 0:
        return {}
    if kind == 1:
        return {f"start{i}": i for i in range(choose.randrange(12))}
    if kind == 2:
        return {i * 8: i for i in range(choose.randrange(9))}
    x = Plain()
    x.a, x.b = 1, 2
    return vars(x)

def some_key(choose, words):
    if words or choose.random() < 0.4:
        return "k%d" % choose.randrange(40)
    return choose.randrange(60) * choose.choice((1, 8, 64, 1 << 40))

def step(d, choose, words):
    what = choose.randrange(16)
    key = some_key(choose, words)
    if what < 8:
        d[key] = choose.randrange(100)
    elif what < 11:
        if d:
            key = choose.choice(list(d))
            del d[key]
    elif what == 11:
        d.pop(key, None)
    elif what == 12:
        if d:
            d.popitem()
    elif what == 13:
        d.setdefault(key, 7)
    elif what == 14:
        more = {some_key(choose, words): n for n in range(choose.randrange(20))}
        d.update(more)
    elif choose.random() < 0.15:
        d.clear()

choose = random.Random(SEED)
hashes, told = {}, []
for number in range(COUNT):
    d = begin(choose)
    words = choose.random() < 0.5
    before = describe(d)
    watching = lab.watch(d, "s%d" % number)
    for _ in range(choose.randrange(10, 60)):
        step(d, choose, words)
        for key in d:
            hashes[repr(key)] = hash(key)
    watching.stop()
    told.append([before, describe(d)])
for key in range(60):
    for by in (1, 8, 64, 1 << 40):
        hashes[repr(key * by)] = hash(key * by)
for key in ["a", "b"] + ["k%d" % n for n in range(40)] + ["start%d" % n for n in range(12)]:
    hashes[repr(key)] = hash(key)
print(json.dumps({"hashes": hashes, "dicts": told}))
"""


def visited(value, size):
    """The slots that a hash visits, without end."""
    perturb = value & MASK
    slot = perturb & (size - 1)
    while True:
        yield slot, perturb
        perturb >>= 5
        slot = (slot * 5 + perturb + 1) & (size - 1)


class Replay:
    """An index table that does what the events say and knows nothing else of the dict."""

    def __init__(self, start, hashes):
        self.indices = list(start["indices"])
        self.entries = {entry: key for key, entry in start["entries"].items()}
        self.hashes = hashes

    def close_up(self, slots):
        keys = [self.entries[number] for number in sorted(self.entries)]
        self.entries = dict(enumerate(keys))
        self.indices = [-1] * slots
        for number, key in self.entries.items():
            slot = next(s for s, _ in visited(self.hashes[key], len(self.indices)) if self.indices[s] == -1)
            self.indices[slot] = number

    def put(self, change):
        self.indices[change["slot"]] = change["entry"]
        for entry in [e for e, key in self.entries.items() if key == change["at"]]:
            del self.entries[entry]
        self.entries[change["entry"]] = change["at"]

    def apply(self, change):
        what = change["change"]
        if what in ("insert", "move"):
            self.put(change)
        elif what == "share":
            self.indices[change["slot"]] = change["entry"]
        elif what in ("delete", "unset"):
            assert self.entries.pop(change["entry"]) == change["at"], change
        elif what in ("dummy", "free"):
            self.indices[change["slot"]] = -2 if what == "dummy" else -1
        elif what == "resize":
            assert change["before"] == len(self.indices), change
            self.close_up(change["after"])
        elif what == "clear":
            self.indices, self.entries = [-1], {}
        else:
            assert what in ("update", "split-to-combined", "unicode-to-general"), change


class Replaying(ObjectWatchTest):
    """500 of them: replayed, each gives what a fresh look at the dict gives."""

    def check(self, seed, count):
        script = f"SEED, COUNT = {seed}, {count}\n" + SEQUENCES
        changes = self.watch(script)
        told = json.loads(self.process.stdout)
        by_name = {}
        for change in changes:
            by_name.setdefault(change["object"], []).append(change)
        self.assertEqual(len(told["dicts"]), count)
        for number, (before, after) in enumerate(told["dicts"]):
            with self.subTest(seed=seed, sequence=number):
                replay = Replay(before, told["hashes"])
                for change in by_name.get(f"s{number}", []):
                    replay.apply(change)
                self.assertEqual(replay.indices, after["indices"])
                self.assertEqual({k: e for e, k in replay.entries.items()}, after["entries"])
                if after["kind"] != "split":
                    order = [replay.entries[e] for e in sorted(replay.entries)]
                    self.assertEqual(order, after["order"])
        return {change["change"] for change in changes}

    def test_five_hundred_sequences(self):
        kinds = set()
        for seed in range(5):
            kinds |= self.check(seed, 100)
            self.log.unlink()
        self.assertLessEqual(
            {"insert", "update", "delete", "dummy", "resize", "clear", "unicode-to-general",
             "split-to-combined"}, kinds)


class ByHand(ObjectWatchTest):
    def test_insert_update_delete(self):
        self.watch("import lab\nd = {1: 10}\nw = lab.watch(d, 'd')\nd[2] = 20\nd[1] = 11\ndel d[2]\nw.stop()\n")
        self.assertEqual(
            self.brief(self.changes(), "at", "before", "after", "slot", "entry", "line"),
            [("insert", "2", 1, 2, 2, 1, 4),
             ("update", "1", None, 11, 1, 0, 5),
             ("delete", "2", 2, 1, 2, 1, 6),
             ("dummy", "2", None, None, 2, 1, 6)])
        self.assertEqual([c["opcode"] for c in self.changes()],
                         ["STORE_SUBSCR", "STORE_SUBSCR", "DELETE_SUBSCR", "DELETE_SUBSCR"])
        self.assertEqual({c["code"] for c in self.changes()}, {"<module>"})

    def test_resizes(self):
        # Room for 5 entries in 8 slots, 10 in 16, 21 in 32.
        self.watch("import lab\nd = {}\nw = lab.watch(d, 'd')\nfor i in range(11): d[i] = i\nw.stop()\n")
        resizes = [c for c in self.changes() if c["change"] == "resize"]
        self.assertEqual(self.brief(resizes, "before", "after"),
                         [("resize", 1, 8), ("resize", 8, 16), ("resize", 16, 32)])
        inserts = [c for c in self.changes() if c["change"] == "insert"]
        self.assertEqual(self.brief(inserts, "at", "after", "slot", "entry"),
                         [("insert", str(i), i + 1, i, i) for i in range(11)])

    def test_unicode_to_general(self):
        self.watch("import lab\nd = {'a': 1, 'b': 2, 'c': 3}\nw = lab.watch(d, 'd')\nd[5] = 4\nw.stop()\n")
        self.assertEqual([c["change"] for c in self.changes()], ["unicode-to-general", "resize", "insert"])
        self.assertEqual({c["line"] for c in self.changes()}, {4})

    def test_split_to_combined(self):
        self.watch("import lab\nclass P: pass\np = P()\np.x = 1\nd = vars(p)\nw = lab.watch(d, 'd')\n"
                   "p.y = 2\nd[3] = 4\nw.stop()\n")
        # Late releases of 3.13 give the shared table its key before they announce the insertion: "share".
        changes = [c["change"] for c in self.changes() if c["change"] != "share"]
        self.assertEqual(changes, ["insert", "split-to-combined", "unicode-to-general", "resize", "insert"])
        self.assertEqual([c["at"] for c in self.changes() if c["change"] == "insert"], ["'y'", "3"])

    def test_clear(self):
        self.watch("import lab\nd = {'a': 1, 'b': 2}\nw = lab.watch(d, 'd')\nd.clear()\nw.stop()\n")
        self.assertEqual(self.brief(self.changes(), "before", "after"), [("clear", 2, 0)])

    def test_keys_as_text(self):
        self.watch("import lab\nd = {}\nw = lab.watch(d, 'd')\nd['t\\xebxt'] = 1\nd['x' * 100] = 1\n"
                   "d[-7] = 1\nd[2**70] = 1\nd[None] = 1\nd[1.5] = 1\nd[\"it's\"] = 1\nw.stop()\n")
        keys = [c["at"] for c in self.changes() if c["change"] == "insert"]
        self.assertEqual(keys, ["'t\\xebxt'", "'" + "x" * 62 + "...", "-7", "<int>", "None", "<float>",
                                "'it\\'s'"])

    def test_key_of_a_class_is_not_called(self):
        self.watch("import lab\ncalls = []\nclass K:\n  def __hash__(self): calls.append('hash'); return 3\n"
                   "  def __repr__(self): calls.append('repr'); return 'k'\n"
                   "  def __eq__(self, other): calls.append('eq'); return self is other\n"
                   "d = {}\nk = K()\nw = lab.watch(d, 'd')\nd[k] = 1\nd[k] = 2\ndel d[k]\nw.stop()\nprint(calls)\n")
        self.assertEqual(self.process.stdout.strip(), "['hash', 'hash', 'hash']")
        self.assertEqual(self.brief(self.changes(), "at"),
                         [("resize", None), ("insert", "<K>"), ("update", "<K>"), ("delete", "<K>"),
                          ("dummy", "<K>")])


class ProbePaths(unittest.TestCase):
    """lab.dict.probe against the recurrence in Python, over random dicts with deletions."""

    def expected(self, d, key, indices, keys):
        for slot, perturb in visited(hash(key), len(indices)):
            index = indices[slot]
            if index == -1:
                yield slot, index, "free", perturb
                return
            if index == -2:
                yield slot, index, "dummy", perturb
            elif keys[index] is key or keys[index] == key:
                yield slot, index, "found", perturb
                return
            else:
                state = "hash-equal" if hash(keys[index]) == hash(key) else "other"
                yield slot, index, state, perturb

    def random_dict(self, choose):
        made = choose.choice((
            lambda: "k%d" % choose.randrange(500),
            lambda: choose.randrange(-400, 400),
            lambda: choose.randrange(60) << choose.choice((3, 7, 30, 58)),  # colliding
            lambda: choose.randrange(20) * ((1 << 61) - 1) + choose.randrange(3),  # of equal hash
        ))
        d, keys = {}, []
        for _ in range(choose.randrange(1, 120)):
            d[made()] = 0
        # What stands in an entry, as long as nothing was resized since.
        keys = list(d)
        size = lab.dict.layout(d)["size"]
        for key in choose.sample(keys, choose.randrange(len(keys))):
            del d[key]
        self.assertEqual(lab.dict.layout(d)["size"], size)
        return d, keys, [made() for _ in range(10)]

    def test_against_the_recurrence(self):
        choose = random.Random(7)
        seen = set()
        for _ in range(300):
            d, keys, absent = self.random_dict(choose)
            indices = lab.dict.indices(d)
            for key in list(d) + absent:
                steps = [(s["slot"], s["index"], s["state"], s["perturb"]) for s in lab.dict.probe(d, key)]
                self.assertEqual(steps, list(self.expected(d, key, indices, keys)), key)
                seen |= {s[2] for s in steps}
        self.assertEqual(seen, {"free", "dummy", "other", "hash-equal", "found"})
