"""lab.list: against ctypes, sys.getsizeof and the growth law."""

import sys
import unittest

import lab
from memory import GC_HEAD, address_word, word

HEADER = 40 + GC_HEAD


class Layout(unittest.TestCase):
    def samples(self):
        grown = []
        for i in range(100):
            grown.append(i)
        return [[], [1], [0] * 10, list(range(1000)), [i for i in range(10)], grown]

    def test_against_memory(self):
        for x in self.samples():
            expected = {"size": len(x), "allocated": word(id(x) + 32), "items": address_word(id(x) + 24)}
            self.assertEqual(lab.list.layout(x), expected)

    def test_against_getsizeof(self):
        for x in self.samples():
            self.assertEqual(sys.getsizeof(x), HEADER + 8 * lab.list.allocated(x))

    def test_items_is_an_address(self):
        self.assertIsInstance(lab.list.layout([1])["items"], lab.Address)
        self.assertEqual(lab.list.layout([])["items"], 0)

    def test_growth_law(self):
        x, allocated = [], 0
        for n in range(1, 601):
            x.append(None)
            if n > allocated:
                allocated = (n + (n >> 3) + 6) & ~3
            self.assertEqual(lab.list.allocated(x), allocated)

    def test_while_sorted(self):
        x = [3, 1, 2]
        seen = []

        def key(value):
            seen.append(lab.list.layout(x))
            return value

        x.sort(key=key)
        self.assertEqual({(s["size"], s["allocated"]) for s in seen}, {(0, -1)})

    def test_subclass(self):
        class Mine(list):
            pass

        self.assertEqual(lab.list.allocated(Mine([1, 2])), 2)

    def test_other_types(self):
        for probe in (lab.list.layout, lab.list.allocated):
            for x in ((1,), {}, None):
                with self.assertRaisesRegex(TypeError, f"needs a list, not {type(x).__name__}"):
                    probe(x)
