"""lab.gc.explain: whose references are counted, and what follows from them."""

import gc
import unittest
import weakref

import lab


class Node:
    pass


class Links(list):
    """A list that can be weakly referenced."""

    __slots__ = ("__weakref__",)


def cycle():
    a, b = Node(), Node()
    a.other, b.other = b, a
    return a, b


def rows(got):
    return [(r["refcount"], r["internal"], r["left"], r["reachable"]) for r in got]


HELD = [(2, 1, 1, True)] * 2
GARBAGE = [(1, 1, 0, False)] * 2


class Counting(unittest.TestCase):
    """Which references are counted and which are taken off."""

    def setUp(self):
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)

    def test_named_cycle(self):
        a, b = cycle()
        self.assertEqual(rows(lab.gc.explain([a, b])), HELD)
        self.assertEqual(rows(lab.gc.explain((a, b))), HELD)
        self.assertEqual(rows(lab.gc.explain({a, b})), HELD)
        self.assertEqual(rows(lab.gc.explain(o for o in (a, b))), HELD)
        self.assertEqual(rows(lab.gc.explain(iter([a, b]))), HELD)

    def test_container_with_a_name(self):
        a, b = cycle()
        pair = [a, b]
        self.assertEqual(rows(lab.gc.explain(pair)), HELD)
        self.assertEqual(rows(lab.gc.explain(objects for objects in pair)), [(3, 1, 2, True)] * 2)

    def test_dict_keys_and_values(self):
        a, b = cycle()
        self.assertEqual(rows(lab.gc.explain({a: a, b: b})), HELD)

    def test_given_twice(self):
        a, b = cycle()
        self.assertEqual(rows(lab.gc.explain([a, b, a, a])), HELD)

    def test_names_deleted(self):
        a, b = cycle()
        weak = [weakref.ref(a), weakref.ref(b)]
        del a, b
        self.assertEqual(rows(lab.gc.explain(weak)), GARBAGE)
        self.assertEqual(rows(lab.gc.explain(weak, ["a", "b"])), GARBAGE)
        self.assertEqual(gc.collect(), 2)
        with self.assertRaisesRegex(ReferenceError, "object 0"):
            lab.gc.explain(weak)

    def test_weak_and_strong(self):
        a, b = cycle()
        weak = weakref.ref(b)
        del b
        self.assertEqual(rows(lab.gc.explain([a, weak])), [(2, 1, 1, True), (1, 1, 0, True)])

    def test_container_is_one_of_the_objects(self):
        ring = Links()
        ring.append(ring)
        self.assertEqual(rows(lab.gc.explain(ring)), [(2, 1, 1, True)])
        weak = weakref.ref(ring)
        del ring
        self.assertEqual(rows(lab.gc.explain([weak])), [(1, 1, 0, False)])
        self.assertEqual(gc.collect(), 1)

    def test_alone(self):
        a = Node()
        self.assertEqual(rows(lab.gc.explain([a])), [(1, 0, 1, True)])
        self.assertEqual(rows(lab.gc.explain([Node()])), [(0, 0, 0, False)])

    def test_agrees_with_refcount(self):
        a = Node()
        keep = [a, a, a]
        self.assertEqual(lab.gc.explain([a])[0]["refcount"], lab.refcount(a))
        self.assertEqual(len(keep), 3)

    def test_often_called(self):
        a, b = cycle()
        for _ in range(1000):
            self.assertEqual(rows(lab.gc.explain([a, b])), HELD)

    def test_materialised_dict_holds_the_attributes(self):
        a, b = cycle()
        a_dict = vars(a)
        got = lab.gc.explain([a, b, a_dict])
        self.assertEqual(got[1]["internal"], 1)


class Reaching(unittest.TestCase):
    """What is reachable, against what a collection frees."""

    def setUp(self):
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)

    def test_chain_behind_a_name(self):
        chain = [Node() for _ in range(50)]
        for left, right in zip(chain, chain[1:]):
            left.next = right
        weak = [weakref.ref(node) for node in chain]
        first = chain[0]
        del chain, left, right
        got = lab.gc.explain(weak)
        self.assertTrue(all(row["reachable"] for row in got))
        self.assertEqual([row["left"] for row in got], [1] + [0] * 49)
        self.assertIs(weak[0](), first)

    def test_random_graphs(self):
        import random

        numbers = random.Random(4)
        for _ in range(30):
            nodes = [Links() for _ in range(40)]
            for _ in range(60):
                numbers.choice(nodes).append(numbers.choice(nodes))
            weak = [weakref.ref(node) for node in nodes]
            keep = numbers.sample(nodes, 3)
            del nodes
            alive = [w for w in weak if w() is not None]
            got = lab.gc.explain(alive)
            gc.collect()
            self.assertEqual([row["reachable"] for row in got], [w() is not None for w in alive])
            self.assertEqual(len(keep), 3)

    def test_nothing_is_collected_or_changed(self):
        a, b = cycle()
        weak = [weakref.ref(a), weakref.ref(b)]
        del a, b
        before = [lab.gc.flags(w()) for w in weak], gc.get_stats()
        lab.gc.explain(weak)
        self.assertEqual(([lab.gc.flags(w()) for w in weak], gc.get_stats()), before)
        self.assertTrue(all(w() is not None for w in weak))

    def test_objects_that_take_no_part(self):
        got = lab.gc.explain([1, "text", int, None, lab])
        self.assertTrue(all(row["reachable"] for row in got))


class Arguments(unittest.TestCase):
    def test_names(self):
        a, b = cycle()
        self.assertEqual([r["object"] for r in lab.gc.explain([a, b], ["a", "b"])], ["a", "b"])
        self.assertEqual([r["object"] for r in lab.gc.explain([a, b], names=("x", "y"))], ["x", "y"])
        self.assertEqual([r["object"] for r in lab.gc.explain([a, [1]])], ["Node", "list"])

    def test_first_name_of_an_object_counts(self):
        a, b = cycle()
        got = lab.gc.explain([a, a, b], names=["first", "second", "third"])
        self.assertEqual([r["object"] for r in got], ["first", "third"])

    def test_wrong_number_of_names(self):
        for names in ([], ["a"], ["a", "b", "c"]):
            with self.assertRaisesRegex(ValueError, "2 objects but"):
                lab.gc.explain(list(cycle()), names)

    def test_name_that_is_no_str(self):
        with self.assertRaises(TypeError):
            lab.gc.explain([1], [2])

    def test_not_iterable(self):
        with self.assertRaises(TypeError):
            lab.gc.explain(1)

    def test_iteration_that_raises(self):
        def broken():
            yield 1
            raise LookupError("no more")

        with self.assertRaises(LookupError):
            lab.gc.explain(broken())

    def test_calls_that_do_not_fit(self):
        for call in (lambda: lab.gc.explain(), lambda: lab.gc.explain([], None, None),
                     lambda: lab.gc.explain(objects=[]), lambda: lab.gc.explain([], label=["a"]),
                     lambda: lab.gc.explain([], [], names=[])):
            with self.assertRaises(TypeError):
                call()

    def test_empty(self):
        self.assertEqual(lab.gc.explain([]), [])
