"""lab.tuple and lab.bytearray: against memory, getsizeof and what exports forbid."""

import sys
import unittest

import lab
from memory import GC_HEAD, address_word, word


class Tuple(unittest.TestCase):
    def test_items_against_memory(self):
        for x in ((), (1,), ("a", [], None), tuple(range(500))):
            got = lab.tuple.layout(x)
            self.assertEqual((got["size"], len(got["items"])), (len(x), len(x)))
            self.assertEqual(got["items"], [id(item) for item in x])
            self.assertEqual(got["items"], [address_word(got["at"] + 8 * i) for i in range(len(x))])
            self.assertEqual(sys.getsizeof(x), GC_HEAD + got["at"] - id(x) + 8 * len(x))

    def test_hash(self):
        x = tuple(["a", 2])
        if sys.version_info < (3, 14):
            self.assertIn("3.14", str(lab.tuple.layout(x)["hash"]))
        else:
            self.assertIsNone(lab.tuple.layout(x)["hash"])
            value = hash(x)
            self.assertEqual(lab.tuple.layout(x)["hash"], value)

    def test_other_types(self):
        with self.assertRaisesRegex(TypeError, "needs a tuple, not list"):
            lab.tuple.layout([])


class Bytearray(unittest.TestCase):
    def test_against_memory(self):
        for x in (bytearray(), bytearray(b"abc"), bytearray(1000)):
            got = lab.bytearray.layout(x)
            self.assertEqual(got["size"], len(x))
            self.assertEqual(got["allocated"], word(id(x) + 24))
            self.assertEqual(got["bytes"], address_word(id(x) + 32))
            self.assertEqual(got["start"], address_word(id(x) + 40))

    def test_deleting_at_the_front_moves_the_start(self):
        x = bytearray(range(100))
        before = lab.bytearray.layout(x)
        del x[:10]
        got = lab.bytearray.layout(x)
        self.assertEqual((got["offset"], got["size"]), (10, 90))
        self.assertEqual((got["bytes"], got["start"]), (before["bytes"], before["start"] + 10))
        self.assertEqual(got["allocated"], before["allocated"])

    def test_exports(self):
        x = bytearray(b"abc")
        self.assertEqual(lab.bytearray.layout(x)["exports"], 0)
        with memoryview(x) as view:
            self.assertEqual(lab.bytearray.layout(x)["exports"], 1)
            with view[1:]:  # shares the view's managed buffer
                self.assertEqual(lab.bytearray.layout(x)["exports"], 1)
            with memoryview(x):
                self.assertEqual(lab.bytearray.layout(x)["exports"], 2)
            with self.assertRaises(BufferError):
                x.append(1)
        self.assertEqual(lab.bytearray.layout(x)["exports"], 0)

    def test_other_types(self):
        with self.assertRaisesRegex(TypeError, "needs a bytearray, not bytes"):
            lab.bytearray.layout(b"")
