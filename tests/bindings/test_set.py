"""lab.set: against a model of the table in Python, memory, and counted __eq__ calls."""

import random
import sys
import unittest

import lab
from memory import address_word, word

MASK64 = (1 << 64) - 1


def visited(value, size):
    """The slots that a hash visits, without end."""
    mask = size - 1
    perturb = value & MASK64
    slot = perturb & mask
    while True:
        yield from range(slot, slot + (10 if slot + 9 <= mask else 1))
        perturb >>= 5
        slot = (slot * 5 + 1 + perturb) & mask


def as_tuples(steps):
    return [(s["slot"], s["state"]) for s in steps]


def expected_steps(table, key):
    for slot in visited(hash(key), len(table)):
        at = table[slot]
        if at["state"] == "free":
            yield slot, "free"
            return
        if at["state"] == "used" and at["key"] == id(key):
            yield slot, "found"
            return
        yield slot, "dummy" if at["state"] == "dummy" else "other"


class Counting:
    calls = 0

    def __init__(self, value, hashed):
        self.value, self.hashed = value, hashed

    def __hash__(self):
        return self.hashed

    def __eq__(self, other):
        Counting.calls += 1
        return self.value == other.value


class Layout(unittest.TestCase):
    def samples(self):
        return [set(), {1, 2}, frozenset("abc"), set(range(4)), set(range(5)), set(map(str, range(1000)))]

    def test_against_memory(self):
        for x in self.samples():
            got = lab.set.layout(x)
            head = [word(id(x) + 8 * i) for i in (2, 3, 4)]
            self.assertEqual([got["fill"], got["used"], got["mask"]], head)
            self.assertEqual(got["table"], address_word(id(x) + 40))
            self.assertEqual(got["small"], got["table"] == id(x) + 64)
            self.assertEqual(got["used"], len(x))

    def test_slots(self):
        for x in self.samples():
            got = lab.set.layout(x)
            used = [s for s in got["slots"] if s["state"] == "used"]
            self.assertEqual(len(got["slots"]), got["size"])
            self.assertEqual({s["key"]: s["hash"] for s in used}, {id(k): hash(k) for k in x})
            self.assertEqual([s["key"] for s in used], [id(k) for k in x])  # the order of iteration

    def test_size_against_getsizeof(self):
        for x in self.samples():
            got = lab.set.layout(x)
            beyond = 0 if got["small"] else 16 * got["size"]
            self.assertEqual(sys.getsizeof(x) - sys.getsizeof(set()), beyond)

    def test_growth(self):
        # fill * 5 >= mask * 3 makes the table 4 times the used slots: the fifth key, of 8 slots.
        x = set()
        sizes = []
        for i in range(20):
            x.add(i)
            sizes.append(lab.set.layout(x)["size"])
        self.assertEqual(sizes, [8] * 4 + [32] * 14 + [128] * 2)

    def test_discarded_key_leaves_a_dummy(self):
        x = {0, 1, 2}
        x.discard(1)
        got = lab.set.layout(x)
        self.assertEqual((got["fill"], got["used"]), (3, 2))
        self.assertEqual(got["slots"][1], {"state": "dummy", "hash": None, "key": None})

    def test_hash_of_a_frozenset_is_kept(self):
        x = frozenset([1, "a"])
        self.assertIsNone(lab.set.layout(x)["hash"])
        value = hash(x)
        self.assertEqual(lab.set.layout(x)["hash"], value)

    def test_other_types(self):
        for probe in (lab.set.layout, lambda x: lab.set.probe(x, 1)):
            with self.assertRaisesRegex(TypeError, "needs a set, not dict"):
                probe({})


class Probe(unittest.TestCase):
    def test_against_the_model(self):
        numbers = random.Random(4)
        for count in (1, 4, 30, 300):
            keys = [numbers.getrandbits(62) for _ in range(count)]
            x = set(keys)
            for key in keys[::7]:
                x.discard(key)
            table = lab.set.layout(x)["slots"]
            for key in [*keys, -3, "absent"]:
                self.assertEqual(as_tuples(lab.set.probe(x, key)), list(expected_steps(table, key)))

    def test_neighbours_first(self):
        x = {0, 32, 64, 96}  # 8 slots, all begin in slot 0, which has not 9 more behind it
        self.assertEqual(lab.set.layout(x)["size"], 8)
        self.assertEqual(as_tuples(lab.set.probe({0}, 8))[0], (0, "other"))
        y = set(range(5)) | {64}  # 32 slots: 64 begins in slot 0 and takes the first free neighbour
        self.assertEqual(
            as_tuples(lab.set.probe(y, 64)), [*((i, "other") for i in range(5)), (5, "found")]
        )

    def test_calls_eq_as_the_look_up_does(self):
        keys = [Counting(i, i % 3) for i in range(20)]
        x = set(keys)
        for wanted in [Counting(i, i % 3) for i in range(20)] + [Counting(99, 1), keys[4]]:
            Counting.calls = 0
            found = wanted in x
            by_set = Counting.calls
            Counting.calls = 0
            steps = lab.set.probe(x, wanted)
            self.assertEqual(Counting.calls, by_set)
            self.assertEqual(steps[-1]["state"] == "found", found)

    def test_eq_that_changes_the_set(self):
        class Changing(Counting):
            def __eq__(self, other):
                if len(x) < 20:
                    x.add(f"new{len(x)}")
                return super().__eq__(other)

            __hash__ = Counting.__hash__

        x = {Changing(1, 0)}
        steps = lab.set.probe(x, Changing(2, 0))
        self.assertEqual(steps[-1]["state"], "free")

    def test_eq_that_raises(self):
        class Raising(Counting):
            def __eq__(self, other):
                raise LookupError("no")

            __hash__ = Counting.__hash__

        with self.assertRaises(LookupError):
            lab.set.probe({Raising(1, 0)}, Raising(2, 0))

    def test_unhashable(self):
        with self.assertRaises(TypeError):
            lab.set.probe(set(), [])
