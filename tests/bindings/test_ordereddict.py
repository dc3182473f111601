"""lab.ordereddict: the list of nodes against the order that the dict itself tells."""

import random
import unittest
from collections import OrderedDict

import lab
from memory import address_word, word


class Layout(unittest.TestCase):
    def test_nodes_follow_the_order(self):
        x = OrderedDict.fromkeys("abcdef")
        x.move_to_end("b")
        x.move_to_end("e", last=False)
        got = lab.ordereddict.layout(x)
        self.assertEqual([n["key"] for n in got["nodes"]], [id(k) for k in x])
        self.assertEqual([n["hash"] for n in got["nodes"]], [hash(k) for k in x])
        self.assertEqual(lab.ordereddict.order(x), ["e", "a", "c", "d", "f", "b"])

    def test_links_agree_both_ways(self):
        got = lab.ordereddict.layout(OrderedDict.fromkeys(range(10)))
        addresses = [n["address"] for n in got["nodes"]]
        self.assertEqual([n["next"] for n in got["nodes"]], [*addresses[1:], 0])
        self.assertEqual([n["previous"] for n in got["nodes"]], [0, *addresses[:-1]])
        self.assertEqual((got["first"], got["last"]), (addresses[0], addresses[-1]))

    def test_against_memory(self):
        x = OrderedDict(a=1, b=2)
        got = lab.ordereddict.layout(x)
        words = [address_word(id(x) + offset) for offset in (48, 56, 64)]
        self.assertEqual([got["first"], got["last"], got["fast_nodes"]], words)
        self.assertEqual((got["fast_nodes_size"], got["state"]), (word(id(x) + 72), word(id(x) + 88)))

    def test_fast_nodes_are_by_entry_number(self):
        names = ["a", "b", "c"]
        x = OrderedDict.fromkeys(names)
        x.move_to_end("a")
        got = lab.ordereddict.layout(x)
        table = [address_word(got["fast_nodes"] + 8 * i) for i in range(3)]
        by_key = {n["key"]: n["address"] for n in got["nodes"]}
        self.assertEqual(table, [by_key[id(k)] for k in names])
        self.assertEqual(got["fast_nodes_size"], lab.dict.layout(x)["size"])
        self.assertTrue(got["fresh"])

    def test_state_changes_with_the_order(self):
        x = OrderedDict.fromkeys("abc")
        before = lab.ordereddict.layout(x)["state"]
        x["a"] = 2
        self.assertEqual(lab.ordereddict.layout(x)["state"], before)
        x.move_to_end("a")
        self.assertNotEqual(lab.ordereddict.layout(x)["state"], before)

    def test_empty(self):
        for x in (OrderedDict(), OrderedDict.fromkeys("ab")):
            x.clear()
            got = lab.ordereddict.layout(x)
            self.assertEqual((got["first"], got["last"], got["nodes"]), (0, 0, []))

    def test_instance_dict(self):
        x = type("Mine", (OrderedDict,), {})()
        self.assertIsNone(lab.ordereddict.layout(OrderedDict())["instance_dict"])
        x.attribute = 1
        self.assertEqual(lab.ordereddict.layout(x)["nodes"], [])

    def test_random_operations(self):
        numbers = random.Random(9)
        x = OrderedDict()
        for _ in range(3000):
            key = numbers.randrange(60)
            what = numbers.randrange(5)
            if what < 2 or not x:
                x[key] = None
            elif what == 2:
                x.pop(key, None)
            elif what == 3 and key in x:
                x.move_to_end(key, last=numbers.random() < 0.5)
            elif what == 4:
                x.popitem(last=False)
            self.assertEqual(lab.ordereddict.order(x), list(x))

    def test_other_types(self):
        for probe in (lab.ordereddict.layout, lab.ordereddict.order):
            with self.assertRaisesRegex(TypeError, "needs a OrderedDict, not dict"):
                probe({})
