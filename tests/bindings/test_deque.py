"""lab.deque: blocks of 64 against the items and getsizeof."""

import random
import sys
import unittest
from collections import deque

import lab

ONE_BLOCK = sys.getsizeof(deque())
BLOCK = 528


class Layout(unittest.TestCase):
    def check(self, x):
        got = lab.deque.layout(x)
        items = [item for block in got["blocks"] for item in block["items"]]
        self.assertEqual(items, [id(item) for item in x])
        self.assertEqual(got["length"], len(x))
        self.assertEqual(sys.getsizeof(x), ONE_BLOCK + BLOCK * (len(got["blocks"]) - 1))
        inside = len(got["blocks"]) > 2 and {len(b["items"]) for b in got["blocks"][1:-1]}
        self.assertIn(inside, (False, {64}))
        return got

    def test_empty_begins_in_the_middle(self):
        got = self.check(deque())
        self.assertEqual((got["leftindex"], got["rightindex"], len(got["blocks"])), (32, 31, 1))
        self.assertEqual((got["block_length"], got["maxlen"]), (64, None))

    def appended(self, count, left=False):
        x = deque()
        for i in range(count):
            (x.appendleft if left else x.append)(i)
        return x

    def test_right_half_of_a_block_is_32_items(self):
        self.assertEqual(len(self.check(self.appended(32))["blocks"]), 1)
        got = self.check(self.appended(33))
        self.assertEqual([len(b["items"]) for b in got["blocks"]], [32, 1])
        self.assertEqual(got["rightindex"], 0)

    def test_left_half_is_32_items(self):
        got = self.check(self.appended(33, left=True))
        self.assertEqual([len(b["items"]) for b in got["blocks"]], [1, 32])
        self.assertEqual(got["leftindex"], 63)

    def test_extending_an_empty_one_begins_at_the_edge(self):
        got = self.check(deque(range(64)))
        self.assertEqual([len(b["items"]) for b in got["blocks"]], [63, 1])
        self.assertEqual(got["leftindex"], 1)

    def test_emptied_blocks_are_kept(self):
        x = self.appended(33)
        x.pop()
        self.assertEqual(self.check(x)["free_blocks"], 1)
        y = deque(range(64 * 30))
        while len(y) > 1:
            y.pop()
        self.assertEqual(self.check(y)["free_blocks"], 16)

    def test_maxlen(self):
        x = deque(range(100), maxlen=10)
        self.assertEqual(self.check(x)["maxlen"], 10)
        self.assertEqual(self.check(deque(maxlen=0))["maxlen"], 0)

    def test_state_grows(self):
        x = deque([1])
        before = lab.deque.layout(x)["state"]
        x.append(2)
        self.assertGreater(lab.deque.layout(x)["state"], before)

    def test_random_operations(self):
        numbers = random.Random(2)
        x = deque()
        for i in range(4000):
            what = numbers.randrange(7)
            if what < 2:
                x.extend(range(numbers.randrange(20)))
            elif what < 4:
                x.extendleft(range(numbers.randrange(20)))
            elif x:
                (x.pop, x.popleft, lambda: x.rotate(numbers.randrange(-70, 70)))[what - 4]()
            if i % 20 == 0:
                self.check(x)

    def test_subclass(self):
        x = type("Mine", (deque,), {})(range(100))
        x.attribute = 1
        items = [item for block in lab.deque.layout(x)["blocks"] for item in block["items"]]
        self.assertEqual(items, [id(item) for item in x])

    def test_other_types(self):
        with self.assertRaisesRegex(TypeError, "needs a deque, not list"):
            lab.deque.layout([])
