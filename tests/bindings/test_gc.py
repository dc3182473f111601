"""lab.gc without explain: against the gc module."""

import collections
import gc
import sys
import unittest
import weakref

import lab


class Marker:
    pass


def is_heap_type(kind):
    return kind.__flags__ & 1 << 9 != 0  # tp_name is then the bare name


class Generations(unittest.TestCase):
    def setUp(self):
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)

    def test_against_the_gc_module(self):
        stats, threshold = gc.get_stats(), gc.get_threshold()
        got = lab.gc.generations()
        self.assertEqual([g["index"] for g in got], [0, 1, 2, -1])
        self.assertEqual(tuple(g["threshold"] for g in got[:3]), threshold)
        for name in ("collections", "collected", "uncollectable"):
            self.assertEqual([g[name] for g in got[:3]], [s[name] for s in stats])

    def test_counts(self):
        count, got = gc.get_count(), lab.gc.generations()
        self.assertEqual(tuple(g["count"] for g in got[1:3]), count[1:])
        keep = [[] for _ in range(1000)]
        later = lab.gc.generations()
        self.assertAlmostEqual(later[0]["count"] - got[0]["count"], len(keep), delta=100)

    def compare_lengths(self):
        got = lab.gc.generations()
        for i in (2, 1):  # what is made here is in generation 0
            self.assertEqual(got[i]["length"], len(gc.get_objects(generation=i)), f"generation {i}")
        self.assertAlmostEqual(got[0]["length"], len(gc.get_objects(generation=0)), delta=20)

    def test_lengths(self):
        keep = [[] for _ in range(1000)]
        self.compare_lengths()
        for generation in (0, 1, 2):
            gc.collect(generation)
            self.compare_lengths()
        self.assertEqual(len(keep), 1000)

    def test_permanent(self):
        before = lab.gc.generations()[3]["length"]
        self.assertEqual(before, gc.get_freeze_count())
        gc.freeze()
        self.addCleanup(gc.unfreeze)
        got = lab.gc.generations()
        self.assertEqual(got[3]["length"], gc.get_freeze_count())
        self.assertGreater(got[3]["length"], before + 1000)
        self.assertEqual((got[1]["length"], got[2]["length"]), (0, 0))


class GenerationOf(unittest.TestCase):
    def setUp(self):
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)

    def test_life_of_an_object(self):
        x = Marker()
        seen = [lab.gc.generation_of(x)]
        for generation in (0, 1, 2):
            gc.collect(generation)
            seen.append(lab.gc.generation_of(x))
        self.assertEqual(seen, [0, 1, 2, 2])

    def test_permanent(self):
        x = Marker()
        gc.freeze()
        self.addCleanup(gc.unfreeze)
        self.assertEqual(lab.gc.generation_of(x), -1)

    def test_untracked(self):
        for x in (1, "a", None, object(), int):
            self.assertIsNone(lab.gc.generation_of(x))
        pair = tuple([1, 2])
        gc.collect()
        self.assertIsNone(lab.gc.generation_of(pair))

    def test_everyone_in_generation_1(self):
        keep = [Marker() for _ in range(100)]
        gc.collect(0)
        listed = {id(x) for x in gc.get_objects(generation=1)}
        for x in keep:
            self.assertIn(id(x), listed)
            self.assertEqual(lab.gc.generation_of(x), 1)


class Flags(unittest.TestCase):
    def test_tracked(self):
        for x in ([], {"a": []}, Marker(), (1,), ()):
            self.assertEqual(lab.gc.flags(x)["tracked"], gc.is_tracked(x))

    def test_without_a_head(self):
        for x in (1, "a", object(), int, type):
            self.assertIsNone(lab.gc.flags(x))

    def test_in_a_finalizer(self):
        seen = []

        class Finalized:
            def __init__(self):
                self.me = self

            def __del__(self):
                seen.append(lab.gc.flags(self))
                keep.append(self)

        keep = []
        Finalized()
        gc.collect()
        self.assertEqual(seen, [{"tracked": True, "finalized": True, "collecting": True}])
        after = lab.gc.flags(keep[0])
        self.assertEqual(after, {"tracked": True, "finalized": True, "collecting": False})
        self.assertEqual(after["finalized"], gc.is_finalized(keep[0]))


class Census(unittest.TestCase):
    def setUp(self):
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)

    def test_against_counter(self):
        # One spelling of tp_name and of the types' own names is enough to compare most of the heap.
        oracle = collections.Counter(map(type, gc.get_objects()))
        got = lab.gc.census()
        for kind in (dict, list, tuple, set, type(lambda: 0), type(len), type, property):
            named = [t for t in oracle if t is kind or is_heap_type(t) and t.__name__ == kind.__name__]
            expected = sum(oracle[t] for t in named)
            self.assertAlmostEqual(got[kind.__name__], expected, delta=10, msg=kind.__name__)
        self.assertAlmostEqual(sum(got.values()), sum(oracle.values()), delta=30)

    def test_counts_a_class(self):
        keep = [Marker() for _ in range(12_345)]
        self.assertEqual(lab.gc.census()["Marker"], len(keep))
        gc.collect()
        self.assertEqual(lab.gc.census()["Marker"], len(keep))
        keep.clear()
        self.assertNotIn("Marker", lab.gc.census())

    def test_types_of_one_name_are_added_up(self):
        def another():
            class Marker:
                pass

            return Marker

        keep = [Marker(), another()(), another()()]
        self.assertEqual(lab.gc.census()["Marker"], len(keep))

    def test_most_first(self):
        counts = list(lab.gc.census().values())
        self.assertEqual(counts, sorted(counts, reverse=True))

    def test_more_types_than_its_map_begins_with(self):
        keep = [type(f"Kind{i}", (), {})() for i in range(2000)]
        got = lab.gc.census()
        self.assertEqual([got[f"Kind{i}"] for i in range(2000)], [1] * len(keep))


class LongLived(unittest.TestCase):
    def test_after_full_and_middle_collections(self):
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)
        first = lab.gc.long_lived()
        if not first["total"] and isinstance(first["total"], lab.Absent):
            self.assertEqual(sys.version_info[:2], (3, 14))
            return
        self.assertEqual(first["pending"], 0)
        self.assertAlmostEqual(first["total"], len(gc.get_objects(generation=2)), delta=50)
        keep = [[] for _ in range(1000)]
        gc.collect(1)
        middle = lab.gc.long_lived()
        self.assertEqual(middle["total"], first["total"])
        self.assertAlmostEqual(middle["pending"], len(keep), delta=100)
        gc.collect()
        last = lab.gc.long_lived()
        self.assertEqual(last["pending"], 0)
        self.assertAlmostEqual(last["total"] - first["total"], len(keep), delta=100)


class DuringACollection(unittest.TestCase):
    """Wherever Python code runs inside a collection the lists can be walked from both ends."""

    def setUp(self):
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)
        self.seen = []

    def note(self, *_):
        # In this order: what is made here goes into generation 0.
        got = [g["length"] for g in lab.gc.generations()[2:0:-1]]
        expected = [len(gc.get_objects(generation=i)) for i in (2, 1)]
        total = sum(lab.gc.census().values()) - len(gc.get_objects())
        self.seen.append((got, expected, abs(total) < 20))

    def collect(self, generation):
        test = self
        gone = []

        class Finalized:
            def __init__(self):
                self.me = self

            def __del__(self):
                test.note()

        keep = [[] for _ in range(500)]
        for _ in range(3):
            gone.append(weakref.ref(Finalized(), self.note))
        gc.callbacks.append(self.note)
        try:
            gc.collect(generation)
        finally:
            gc.callbacks.remove(self.note)
        self.assertEqual(len(keep), 500)
        self.assertEqual(len(self.seen), 2 + 3 + 3)

    def test_every_generation(self):
        for generation in range(3):
            with self.subTest(generation=generation):
                self.seen.clear()
                self.collect(generation)
                for got, expected, whole in self.seen:
                    self.assertEqual(got, expected)
                    self.assertTrue(whole)
