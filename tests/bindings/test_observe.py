"""lab.observe: what arrives in the log, and what is refused."""

import unittest

import lab
from driver import HostTest, of_kind
from encoded import decode


class Refusing(unittest.TestCase):
    """Without a log: every value is checked all the same."""

    def refuses(self, error, text, value, name="name"):
        with self.assertRaisesRegex(error, text):
            lab.observe(name, value)

    def test_returns_the_value(self):
        value = [1, {"a": (2, None)}]
        self.assertIs(lab.observe("name", value), value)
        self.assertIs(lab.observe(name="name", value=value), value)

    def test_type_with_its_place(self):
        self.refuses(TypeError, r"value is of type set", set())
        self.refuses(TypeError, r"value\[1\]\['a'\]\[0\] is of type object", [0, {"a": (object(),)}])
        self.refuses(TypeError, r"value\[0\] is of type bytearray", [bytearray()])
        self.refuses(TypeError, r"value is of type complex", 1j)

    def test_key_that_is_no_str(self):
        self.refuses(TypeError, r"value\['a'\] has a key of type int", {"a": {1: 2}})

    def test_name_that_is_no_str(self):
        self.refuses(TypeError, "needs a str as the name, not int", 1, name=1)
        self.refuses(ValueError, "name is longer", 1, name="n" * 5000)

    def test_cycle(self):
        ring = []
        ring.append([ring])
        self.refuses(ValueError, r"value\[0\]\[0\] is value itself: a cycle", ring)
        table = {}
        table["me"] = {"again": table}
        self.refuses(ValueError, r"value\['me'\]\['again'\] is value itself", table)

    def test_same_object_twice_is_no_cycle(self):
        part = [1]
        lab.observe("name", [part, part, {"a": part}])

    def nested(self, levels):
        value = 1
        for _ in range(levels):
            value = [value]
        return value

    def test_depth(self):
        lab.observe("name", self.nested(64))
        self.refuses(ValueError, "nested more than 64 deep", self.nested(65))
        self.refuses(ValueError, "nested more than 64 deep", self.nested(5000))

    def test_size(self):
        lab.observe("name", "x" * (15 << 20))
        self.refuses(ValueError, "16 MiB", "x" * (16 << 20))
        self.refuses(ValueError, "16 MiB", ["x" * (9 << 20)] * 2)
        self.refuses(ValueError, "16 MiB", b"x" * (1 << 25))

    def test_number_of_values(self):
        lab.observe("name", [0] * 1_000_000)
        self.refuses(ValueError, "more than 1048576", [None] * 1_048_577)
        self.refuses(ValueError, "more than 1048576", [[None] * 600_000] * 2)

    def test_huge_int(self):
        self.refuses(ValueError, "digits", 10**5000)

    def test_address_out_of_range(self):
        self.refuses(ValueError, "no 64-bit address", lab.Address(-1))

    def test_items_that_raise(self):
        class Broken(dict):
            def items(self):
                raise LookupError("no")

        self.refuses(LookupError, "no", Broken(a=1))


VALUES = r"""
import collections, enum, math, sys
import lab

class Level(enum.IntEnum):
    LOW = 1
class Color(str, enum.Enum):
    RED = "red"
Point = collections.namedtuple("Point", "x y")
moved = collections.OrderedDict(a=1, b=2)
moved.move_to_end("a")
lab.observe("none", None)
lab.observe("bools", [True, False])
lab.observe("ints", [0, -1, 2**63 - 1, -2**63, 2**63, 2**64 - 1, 2**64, -2**63 - 1])
lab.observe("subclasses", [Level.LOW, Color.RED])
lab.observe("floats", [0.5, math.inf, -math.inf, math.nan])
lab.observe("texts", ["", "é", "日本", "\U0001F40D", "a\0b", "\udc80"])
lab.observe("bytes", [b"", b"\0\xff"])
lab.observe("absent", lab.Absent("not in this version"))
lab.observe("address", [lab.Address(0), lab.Address(2**64 - 1)])
lab.observe("tuple", (1, (2,), Point(3, 4)))
lab.observe("dicts", {"": {}, "é": {"n": None}})
lab.observe("ordered", moved)
lab.observe("é\udcff", 1)
"""


class Recording(HostTest):
    def observations(self, code, **options):
        process, records = self.record("-c", code, **options)
        self.assertStatus(process, 0)
        return of_kind(records, "observation")

    def test_values(self):
        got = {o["name"]: decode(o["encoded"]) for o in self.observations(VALUES)}
        self.assertIsNone(got["none"])
        self.assertEqual(got["bools"], [True, False])
        self.assertEqual(
            got["ints"],
            [("int", 0), ("int", -1), ("int", 2**63 - 1), ("int", -(2**63)), ("uint", 2**63),
             ("uint", 2**64 - 1), ("big", str(2**64)), ("big", str(-(2**63) - 1))],
        )
        self.assertEqual(got["subclasses"], [("int", 1), ("text", "red")])
        self.assertEqual([repr(v) for _, v in got["floats"]], ["0.5", "inf", "-inf", "nan"])
        self.assertEqual([t for _, t in got["texts"]], ["", "é", "日本", "\U0001f40d", "a\0b", "\\udc80"])
        self.assertEqual(got["bytes"], [("bytes", b""), ("bytes", b"\0\xff")])
        self.assertEqual(got["absent"], ("absent", "not in this version"))
        self.assertEqual(got["address"], [("address", 0), ("address", 2**64 - 1)])
        self.assertEqual(got["tuple"], [("int", 1), [("int", 2)], [("int", 3), ("int", 4)]])
        self.assertEqual(got["dicts"], {"": {}, "é": {"n": None}})
        self.assertEqual(list(got["ordered"]), ["b", "a"])
        self.assertIn("é\\udcff", got)

    def test_origin(self):
        script = self.write("where.py", "import lab\n\ndef inner():\n    lab.observe('x', 1)\n\ninner()\n")
        process, records = self.record(script)
        self.assertStatus(process, 0)
        (seen,) = of_kind(records, "observation")
        self.assertEqual((seen["line"], seen["qualname"]), (4, "inner"))
        self.assertEqual(seen["file"], str(script))
        self.assertNotEqual(seen["code"], 0)

    def test_refused_value_leaves_no_record(self):
        code = "import lab\ntry: lab.observe('x', {1})\nexcept TypeError: print('refused')"
        self.assertEqual(self.observations(code), [])

    def test_in_threads(self):
        code = (
            "import lab, threading\n"
            "def work(n):\n"
            "    for i in range(200): lab.observe('thread', [n, i])\n"
            "threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]\n"
            "[t.start() for t in threads]; [t.join() for t in threads]\n"
        )
        got = [tuple(v for _, v in decode(o["encoded"])) for o in self.observations(code)]
        self.assertEqual(sorted(got), [(n, i) for n in range(4) for i in range(200)])
