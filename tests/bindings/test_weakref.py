"""lab.weakref: the list in its order, against weakref's own count."""

import unittest
import weakref

import lab
from memory import refcount_at


class Plain:
    pass


class References(unittest.TestCase):
    def test_order(self):
        x = Plain()
        self.assertEqual(lab.weakref.references(x), [])
        with_callbacks = [weakref.ref(x, lambda _: None) for _ in range(3)]
        plain = weakref.ref(x)
        proxy = weakref.proxy(x)
        got = lab.weakref.references(x)
        expected = [id(plain), None, *map(id, reversed(with_callbacks))]
        self.assertEqual([e or r["address"] for e, r in zip(expected, got)], [r["address"] for r in got])
        self.assertEqual([r["callback"] for r in got], [False, False, True, True, True])
        self.assertRegex(got[1]["type"], "(?i)proxy")
        self.assertEqual(len(got), weakref.getweakrefcount(x))
        del proxy
        self.assertEqual(len(lab.weakref.references(x)), 4)

    def test_refcounts(self):
        x = Plain()
        one = weakref.ref(x)
        two = weakref.ref(x)  # the same object
        got = lab.weakref.references(x)
        self.assertIs(one, two)
        self.assertEqual([r["refcount"] for r in got], [refcount_at(id(one))])
        self.assertEqual(got[0]["refcount"], 2)

    def test_agrees_with_weakrefs(self):
        x = Plain()
        keep = [weakref.ref(x, lambda r: None) for _ in range(50)]
        self.assertEqual(len(lab.weakref.references(x)), lab.weakrefs(x))
        self.assertEqual(len(keep), 50)

    def test_dead_reference_leaves_the_list(self):
        x = Plain()
        keep = [weakref.ref(x, lambda _: None), weakref.ref(x, lambda _: None)]
        del keep[0]
        self.assertEqual([r["address"] for r in lab.weakref.references(x)], [id(keep[0])])

    def test_types_without(self):
        for x in (1, "a", (), [], None):
            self.assertIsNone(lab.weakref.references(x))
