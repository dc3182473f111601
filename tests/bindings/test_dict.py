"""lab.dict: against sys.getsizeof, a model of the hash table in Python, and counted __eq__ calls."""

import random
import sys
import unittest

import lab
from memory import GC_HEAD, address_word, version_tag

MASK = (1 << 64) - 1
HEADER = 48 + GC_HEAD
KEYS_HEADER = 32
ENTRY = {"general": 24, "unicode": 16}
KINDS = {0: "general", 1: "unicode", 2: "split"}


def distinct(numbers, count):
    """As many ints of 62 bits, of both signs."""
    return list({numbers.getrandbits(62) - (1 << 61): None for _ in range(count)})


def visited(value, size):
    """The slots that a hash visits, without end."""
    perturb = value & MASK
    slot = perturb & (size - 1)
    while True:
        yield slot, perturb
        perturb >>= 5
        slot = (slot * 5 + perturb + 1) & (size - 1)


class Model:
    """The index table of a dict to which keys were only added, slow and obvious."""

    def __init__(self, keys, size):
        self.indices = [-1] * size
        for number, key in enumerate(keys):
            for slot, _ in visited(hash(key), size):
                if self.indices[slot] == -1:
                    self.indices[slot] = number
                    break

    def steps(self, keys, key):
        for slot, perturb in visited(hash(key), len(self.indices)):
            index = self.indices[slot]
            if index == -1:
                yield slot, index, "free", perturb
                return
            if keys[index] == key:
                yield slot, index, "found", perturb
                return
            state = "hash-equal" if hash(keys[index]) == hash(key) else "other"
            yield slot, index, state, perturb


def as_tuples(steps):
    return [(s["slot"], s["index"], s["state"], s["perturb"]) for s in steps]


class Counting:
    """A key that counts the calls of its __eq__."""

    calls = 0

    def __init__(self, value, hashed):
        self.value, self.hashed = value, hashed

    def __hash__(self):
        return self.hashed

    def __eq__(self, other):
        Counting.calls += 1
        return isinstance(other, Counting) and self.value == other.value


class Instance:
    def __init__(self):
        self.a, self.b = 1, 2


class Layout(unittest.TestCase):
    def samples(self):
        return [
            {"a": 1},
            {1: 1},
            {str(i): i for i in range(100)},
            {i: i for i in range(100)},
            dict.fromkeys(range(70_000)),
            {"a": 1, 1: 2},
        ]

    def test_against_getsizeof(self):
        for x in self.samples():
            got = lab.dict.layout(x)
            room = got["usable"] + got["nentries"]
            size = HEADER + KEYS_HEADER + (1 << got["log2_index_bytes"]) + room * ENTRY[got["kind"]]
            self.assertEqual(sys.getsizeof(x), size, got["kind"])
            self.assertEqual(room, (got["size"] << 1) // 3)

    def test_against_memory(self):
        for x in self.samples():
            got = lab.dict.layout(x)
            keys = address_word(id(x) + 32)
            self.assertEqual(got["keys"], keys)
            head = address_word(keys + 8)
            self.assertEqual(got["log2_size"], head & 0xFF)
            self.assertEqual(got["log2_index_bytes"], head >> 8 & 0xFF)
            self.assertEqual(got["kind"], KINDS[head >> 16 & 0xFF])
            self.assertEqual(got["version"], head >> 32)
            self.assertEqual(got["keys_refcount"], 1)
            self.assertIsNone(got["values"])

    def test_used_and_entries(self):
        x = {i: i for i in range(5)}
        del x[1]
        got = lab.dict.layout(x)
        self.assertEqual((got["used"], got["nentries"], got["usable"]), (4, 5, 0))
        self.assertEqual(got["indices"].count(-2), 1)

    def test_version_tag(self):
        x = {"a": 1}
        first = lab.dict.layout(x)["version_tag"]
        if version_tag(x) is None:
            self.assertIn("3.14", str(first))
            return
        self.assertEqual(first, version_tag(x))
        x["b"] = 2
        self.assertNotEqual(lab.dict.layout(x)["version_tag"], first)

    def test_empty(self):
        got = lab.dict.layout({})
        self.assertEqual((got["used"], got["usable"], got["size"], got["indices"]), (0, 0, 1, [-1]))

    def test_split(self):
        instance, other = Instance(), Instance()
        got, same = lab.dict.layout(vars(instance)), lab.dict.layout(vars(other))
        self.assertEqual((got["kind"], got["used"]), ("split", 2))
        self.assertEqual(got["keys"], same["keys"])
        self.assertNotEqual(got["values"], same["values"])
        self.assertIsInstance(got["values"], lab.Address)

    def test_width_of_indices(self):
        for count in (5, 80, 85, 86, 170, 171, 20_000, 50_000):
            x = dict.fromkeys(range(count))
            indices = lab.dict.indices(x)
            self.assertEqual(sorted(i for i in indices if i >= 0), list(range(count)))
            self.assertEqual(len(indices), lab.dict.layout(x)["size"])

    def test_other_types(self):
        for probe in (lab.dict.layout, lab.dict.indices, lambda x: lab.dict.probe(x, 1)):
            with self.assertRaisesRegex(TypeError, "needs a dict, not list"):
                probe([])


class Indices(unittest.TestCase):
    def test_against_the_model(self):
        numbers = random.Random(8)
        for count in (1, 5, 6, 10, 11, 100, 400):
            keys = distinct(numbers, count)
            x = dict.fromkeys(keys)
            size = lab.dict.layout(x)["size"]
            self.assertEqual(lab.dict.indices(x), Model(keys, size).indices)

    def test_collisions(self):
        x = dict.fromkeys([0, 8, 16, 24, 32])
        self.assertEqual(lab.dict.indices(x), [0, 1, 4, -1, -1, -1, 2, 3])

    def test_deleted(self):
        x = {0: 0, 1: 1, 2: 2}
        del x[1]
        self.assertEqual(lab.dict.indices(x)[:3], [0, -2, 2])


class Probe(unittest.TestCase):
    def test_against_the_model(self):
        numbers = random.Random(3)
        for keys in (
            distinct(numbers, 300),
            [f"key{i}" for i in range(300)],
            [i << 12 for i in range(40)],
        ):
            x = dict.fromkeys(keys)
            model = Model(keys, lab.dict.layout(x)["size"])
            for key in [*keys, -3, "absent", 1.5]:
                self.assertEqual(as_tuples(lab.dict.probe(x, key)), list(model.steps(keys, key)))

    def test_dummy(self):
        x = dict.fromkeys([0, 8, 16])
        del x[8]
        states = [s["state"] for s in lab.dict.probe(x, 16)]
        self.assertEqual(states, ["other", "dummy", "found"])

    def test_calls_eq_as_the_look_up_does(self):
        keys = [Counting(i, 8 * (i % 3)) for i in range(30)]
        x = dict.fromkeys(keys)
        for wanted in [Counting(i, 8 * (i % 3)) for i in range(30)] + [Counting(99, 8), keys[7]]:
            Counting.calls = 0
            found = wanted in x
            by_dict = Counting.calls
            Counting.calls = 0
            steps = lab.dict.probe(x, wanted)
            self.assertEqual(Counting.calls, by_dict)
            equal = sum(s["state"] == "hash-equal" for s in steps)
            asked = by_dict - (found and wanted is not keys[7])
            self.assertEqual((steps[-1]["state"] == "found", equal), (found, asked))

    def test_eq_that_changes_the_dict(self):
        class Changing(Counting):
            def __eq__(self, other):
                if len(x) < 20:
                    x[f"new{len(x)}"] = None  # makes the table grow under the look-up
                return super().__eq__(other)

            __hash__ = Counting.__hash__

        x = {}
        x[Changing(1, 0)] = None
        steps = lab.dict.probe(x, Changing(3, 0))
        self.assertEqual(steps[-1]["state"], "free")
        self.assertTrue(all(s["slot"] < lab.dict.layout(x)["size"] for s in steps))

    def test_eq_that_raises(self):
        class Raising(Counting):
            def __eq__(self, other):
                raise LookupError("no")

            __hash__ = Counting.__hash__

        with self.assertRaises(LookupError):
            lab.dict.probe({Raising(1, 0): None}, Raising(1, 0))

    def test_unhashable(self):
        with self.assertRaises(TypeError):
            lab.dict.probe({}, [])

    def test_split(self):
        instance = Instance()
        attributes = vars(instance)
        self.assertEqual(lab.dict.layout(attributes)["kind"], "split")
        self.assertEqual(lab.dict.probe(attributes, "a")[-1]["state"], "found")
        del instance.b
        if lab.dict.layout(attributes)["kind"] == "split":  # 3.11+ keeps the class's keys
            self.assertEqual(lab.dict.probe(attributes, "b")[-1]["state"], "unset")
        self.assertNotIn("b", attributes)

    def test_empty(self):
        self.assertEqual([s["state"] for s in lab.dict.probe({}, 1)], ["free"])
