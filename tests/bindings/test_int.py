"""lab.int: digits against the number itself, the words against memory, small ints against identity."""

import sys
import unittest

import lab
from memory import word

NUMBERS = [0, 1, -1, 5, 2**30 - 1, 2**30, -(2**30), 2**60, 2**64 + 7, -(10**50), 3**400]


class Layout(unittest.TestCase):
    def test_digits_make_the_number(self):
        for x in NUMBERS:
            got = lab.int.layout(x)
            magnitude = sum(digit << (got["bits"] * i) for i, digit in enumerate(got["digits"]))
            self.assertEqual(got["sign"] * magnitude, x)
            self.assertEqual(got["count"], len(got["digits"]))

    def test_digits_are_30_bits_and_the_highest_is_not_zero(self):
        self.assertEqual(lab.int.layout(1)["bits"], sys.int_info.bits_per_digit)
        for x in NUMBERS:
            digits = lab.int.layout(x)["digits"]
            self.assertTrue(all(0 <= digit < 2**30 for digit in digits))
            self.assertNotEqual(digits[-1:], [0], x)

    def test_by_hand(self):
        got = lab.int.layout(-(2**30 + 5))
        self.assertEqual((got["sign"], got["count"], got["digits"]), (-1, 2, [5, 1]))
        self.assertEqual(lab.int.layout(0)["digits"], [])

    def test_tag_against_memory(self):
        for x in NUMBERS:
            got = lab.int.layout(x)
            if sys.version_info < (3, 12):
                self.assertIn("3.12", str(got["tag"]))
                self.assertIn("3.12", str(got["compact"]))
                self.assertEqual(word(id(x) + 16), got["sign"] * got["count"])
            else:
                self.assertEqual(got["tag"], word(id(x) + 16))
                self.assertEqual(got["tag"] >> 3, got["count"])
                self.assertIs(got["compact"], abs(x) < 2**30)

    def test_subclass(self):
        self.assertEqual(lab.int.layout(True)["digits"], [1])
        self.assertFalse(lab.int.layout(type("Mine", (int,), {})(5))["small"])

    def test_other_types(self):
        with self.assertRaisesRegex(TypeError, "needs a int, not float"):
            lab.int.layout(1.0)


class Small(unittest.TestCase):
    def test_range_against_identity(self):
        got = lab.int.small_range()
        self.assertEqual(got["first"], -5)
        self.assertEqual(got["last"], 1024 if sys.version_info >= (3, 15) else 256)
        for x in range(got["first"] - 3, got["last"] + 4):
            twin = int(str(x))
            inside = got["first"] <= x <= got["last"]
            self.assertIs(twin is int(str(x)), inside, x)
            self.assertIs(lab.int.layout(twin)["small"], inside, x)
