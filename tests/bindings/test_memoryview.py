"""lab.memoryview: against the view's own attributes; exports counted by hand."""

import array
import ctypes
import pickle
import unittest

import lab
from memory import word


class Layout(unittest.TestCase):
    def samples(self):
        base = bytearray(range(24))
        whole = memoryview(base)
        return [
            memoryview(b"abc"), whole, whole[2:20], whole[::-3], whole.cast("I"), whole.cast("B", (4, 6)),
            memoryview(array.array("d", [1.0, 2.0])), memoryview(b"x").cast("B", ()),
        ]

    def test_against_attributes(self):
        for x in self.samples():
            got = lab.memoryview.layout(x)
            self.assertEqual((got["itemsize"], got["format"]), (x.itemsize, x.format))
            self.assertEqual((got["shape"], got["strides"]), (list(x.shape), list(x.strides)))
            self.assertEqual((got["length"], got["readonly"]), (x.nbytes, x.readonly))
            self.assertEqual(got["managed"]["object"], id(x.obj))
            self.assertEqual("c" in got["flags"], x.c_contiguous)
            self.assertEqual("fortran" in got["flags"], x.f_contiguous)
            self.assertEqual((got["suboffsets"], got["released"]), (False, False))

    def test_buffer_is_where_the_bytes_are(self):
        base = bytearray(b"0123456789")
        with memoryview(base) as x, x[3:] as rest:
            self.assertEqual(ctypes.string_at(lab.memoryview.layout(rest)["buffer"], 3), b"345")
            start = lab.bytearray.layout(base)["start"]
            self.assertEqual(lab.memoryview.layout(rest)["buffer"], start + 3)

    def test_views_of_one_export_share_a_managed_buffer(self):
        base = bytearray(8)
        x = memoryview(base)
        parts = [x[1:], x.cast("I"), x.toreadonly()]
        managed = {lab.memoryview.layout(v)["managed"]["address"] for v in (x, *parts)}
        self.assertEqual(len(managed), 1)
        got = lab.memoryview.layout(x)["managed"]
        self.assertEqual(got["exports"], 4)
        self.assertEqual(word(got["address"] + 24), 4)
        self.assertEqual(lab.bytearray.layout(base)["exports"], 1)
        parts.clear()
        self.assertEqual(lab.memoryview.layout(x)["managed"]["exports"], 1)

    def test_exports_of_a_view(self):
        x = memoryview(bytearray(8))
        self.assertEqual(lab.memoryview.layout(x)["exports"], 0)
        held = pickle.PickleBuffer(x)
        self.assertEqual(lab.memoryview.layout(x)["exports"], 1)
        with self.assertRaises(BufferError):
            x.release()
        held.release()
        self.assertEqual(lab.memoryview.layout(x)["exports"], 0)

    def test_hash(self):
        x = memoryview(b"abc")
        self.assertIsNone(lab.memoryview.layout(x)["hash"])
        value = hash(x)
        self.assertEqual(lab.memoryview.layout(x)["hash"], value)

    def test_released(self):
        base = bytearray(8)
        x = memoryview(base)
        x.release()
        got = lab.memoryview.layout(x)
        self.assertEqual((got["released"], got["managed"]), (True, None))
        self.assertIn("released", got["flags"])
        self.assertEqual(lab.bytearray.layout(base)["exports"], 0)

    def test_other_types(self):
        with self.assertRaisesRegex(TypeError, "needs a memoryview, not bytes"):
            lab.memoryview.layout(b"")
