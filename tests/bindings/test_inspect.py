"""lab.inspect: fields against memory, sizes against the types' own."""

import ctypes
import gc
import sys
import unittest

import lab


class Plain:
    def __init__(self):
        self.a, self.b = 1, 2


class Slotted:
    __slots__ = ("first", "second")


def fields(layout):
    return {field["field"]: field for field in layout["fields"]}


class Fields(unittest.TestCase):
    def samples(self):
        slotted = Slotted()
        slotted.first = slotted
        return [
            [1, 2], (1, 2), (), {"a": 1}, {1, 2}, frozenset(), 1, -(10**40), 1.5, "text", "tëxt", b"bytes",
            bytearray(b"x"), Plain(), slotted, Plain, int, None, len, lambda: 0, object(), True,
        ]

    def test_values_against_memory(self):
        for x in self.samples():
            layout = lab.inspect(x)
            self.assertEqual(layout["address"], id(x))
            for field in layout["fields"]:
                if field["field"] in ("ob_refcnt", "_gc_prev", "_gc_next") or field["size"] > 8:
                    continue  # the call holds references, and lists are relinked at any time
                raw = ctypes.string_at(id(x) + field["offset"], field["size"])
                value = field["value"]
                if isinstance(value, float):
                    self.assertEqual(value, ctypes.c_double.from_buffer_copy(raw).value)
                elif isinstance(value, bytes):
                    self.assertEqual(value, raw)
                else:
                    signed = value < 0
                    self.assertEqual(value, int.from_bytes(raw, "little", signed=signed), field)

    def test_in_order_without_overlap(self):
        for x in self.samples():
            end = None
            for field in lab.inspect(x)["fields"]:
                if end is not None:
                    self.assertGreaterEqual(field["offset"], end, (type(x), field))
                end = field["offset"] + field["size"]

    def test_head(self):
        for x in self.samples():
            got = fields(lab.inspect(x))
            self.assertEqual(got["ob_type"]["value"], id(type(x)))
            self.assertEqual(got["ob_type"]["offset"], 8)

    def test_refcount_is_without_the_call(self):
        x = Plain()
        self.assertEqual(fields(lab.inspect(x))["ob_refcnt"]["value"], lab.refcount(x))
        keep = [x] * 5
        self.assertEqual(fields(lab.inspect(x))["ob_refcnt"]["value"], lab.refcount(x))
        self.assertEqual(lab.refcount(x), 6, keep)

    def test_gc_head(self):
        for x in self.samples():
            got = fields(lab.inspect(x))
            flags = lab.gc.flags(x)
            self.assertEqual("_gc_next" in got, flags is not None, type(x))
            if flags is not None:
                self.assertEqual(got["_gc_next"]["offset"], -16)
                self.assertEqual(got["_gc_next"]["value"] != 0, gc.is_tracked(x))

    def test_size(self):
        for x in ((1, 2), (), 1, 0, 2**70, -(2**200), 1.5, "text", "tëxt", "日本", b"bytes", object()):
            head = 16 if lab.gc.flags(x) is not None else 0
            self.assertEqual(lab.inspect(x)["size"], sys.getsizeof(x) - head, repr(x))

    def test_list(self):
        x = [1, 2]
        x.append(3)
        layout = lab.inspect(x)
        got = fields(layout)
        self.assertEqual(got["ob_size"]["value"], 3)
        self.assertEqual(got["allocated"]["value"], lab.list.allocated(x))
        spare = lab.list.allocated(x) - 3
        self.assertEqual(layout["items"], [id(i) for i in x] + [None] * spare)

    def test_long_list_is_cut_and_says_so(self):
        items = lab.inspect([0] * 1000)["items"]
        self.assertEqual((len(items), items[-1]), (257, "… 744 more"))

    def test_dict(self):
        x = {"a": 1, "b": 2, 3: 4}
        del x["b"]
        layout = lab.inspect(x)
        self.assertEqual(layout["slots"], lab.dict.indices(x))
        entries = layout["entries"]
        self.assertEqual([e["text"] for e in entries], ["a", "deleted", None])
        self.assertEqual(entries[2]["key"], id(3))
        self.assertEqual((entries[0]["hash"], entries[2]["hash"]), (hash("a"), 3))

    def test_long_dict_is_cut_and_says_so(self):
        layout = lab.inspect(dict.fromkeys(range(1000)))
        self.assertEqual(layout["slots"][-1], "… 1792 more")
        self.assertEqual(layout["entries"][-1], {"entry": "… 744 more"})

    def test_slots(self):
        x = Slotted()
        x.first = layout = [1]
        got = fields(lab.inspect(x))
        self.assertEqual(got["first"]["value"], id(layout))
        self.assertEqual(got["second"]["value"], 0)

    def test_managed_dict(self):
        got = fields(lab.inspect(Plain()))
        names = {(3, 11): "values", (3, 12): "dict or values"}
        self.assertIn(names.get(sys.version_info[:2], "managed dict"), got)

    def test_inline_values(self):
        x = Plain()
        x.a = value = [1]
        values = [f["value"] for f in lab.inspect(x)["fields"] if f["field"] == "value"]
        if sys.version_info < (3, 13):
            self.assertEqual(values, [])
        else:
            self.assertEqual(values[0], id(value))

    def test_values_are_named_by_the_class(self):
        x, other = Plain(), Plain()
        x.a = value = [1]
        got = lab.inspect(x)["values"]
        self.assertEqual([v["attribute"] for v in got][:2], ["a", "b"])
        self.assertEqual(got[0]["value"], id(value))
        del x.b
        self.assertIsNone(lab.inspect(x)["values"][1]["value"])
        self.assertEqual(lab.inspect(other)["values"][1]["value"], id(2))

    def test_a_dict_that_is_asked_for_takes_the_values(self):
        x = Plain()
        self.assertIn("values", lab.inspect(x))
        attributes = vars(x)
        layout = lab.inspect(x)
        if sys.version_info >= (3, 13):  # and shares them with the object, where they lie
            self.assertEqual(layout["values"][0]["value"], id(1))
            attributes.update({f"more{i}": i for i in range(40)})
        self.assertNotIn("values", lab.inspect(x))

    def test_values_of_other_objects(self):
        for x in ([1], 1, Slotted(), Plain, None, len, ValueError()):
            self.assertNotIn("values", lab.inspect(x))

    def test_object_with_very_many_slots(self):
        kind = type("Wide", (), {"__slots__": [f"s{i}" for i in range(500)]})
        self.assertLessEqual(len(lab.inspect(kind())["fields"]), 96)
