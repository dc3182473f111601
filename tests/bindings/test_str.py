"""lab.str: kinds, the kept hash and UTF-8 form, interning; and that asking makes none of them."""

import ctypes
import sys
import unittest

import lab
from memory import word

WIDEST = {"a": 1, "é": 1, "д": 2, "日": 2, "😀": 4}


def fresh(text="tëxt", times=3):
    return "".join([text] * times)


class Layout(unittest.TestCase):
    def test_kind_is_the_widest_characters(self):
        for character, kind in WIDEST.items():
            got = lab.str.layout(fresh(character))
            self.assertEqual((got["kind"], got["ascii"]), (kind, character == "a"))
            self.assertEqual((got["length"], got["compact"]), (3, True))

    def test_data_is_where_the_characters_are(self):
        encodings = {1: "latin-1", 2: "utf-16-le", 4: "utf-32-le"}
        for character, kind in WIDEST.items():
            x = fresh(character + "b")
            raw = ctypes.string_at(lab.str.layout(x)["data"], len(x) * kind)
            self.assertEqual(raw.decode(encodings[kind]), x)

    def test_size(self):
        for character, kind in WIDEST.items():
            x = fresh(character)
            got = lab.str.layout(x)
            self.assertEqual(sys.getsizeof(x), got["data"] - id(x) + (len(x) + 1) * kind)

    def test_subclass_is_not_compact(self):
        x = type("Mine", (str,), {})("tëxt")
        got = lab.str.layout(x)
        self.assertEqual((got["compact"], got["length"], got["kind"]), (False, 4, 1))
        self.assertEqual(ctypes.string_at(got["data"], 4).decode("latin-1"), "tëxt")

    def test_wstr(self):
        got = lab.str.layout("x")["wstr"]
        if sys.version_info < (3, 12):
            self.assertEqual(got, 0)
        else:
            self.assertIn("3.12", str(got))

    def test_other_types(self):
        with self.assertRaisesRegex(TypeError, "needs a str, not bytes"):
            lab.str.layout(b"x")


class Hash(unittest.TestCase):
    def test_is_kept_from_the_first_hash_on(self):
        x = fresh()
        for _ in range(3):
            self.assertIsNone(lab.str.layout(x)["hash"])
        self.assertEqual(word(id(x) + 24), -1)
        value = hash(x)
        self.assertEqual(lab.str.layout(x)["hash"], value)


class Utf8(unittest.TestCase):
    def keep_utf8(self, text):
        size = ctypes.c_ssize_t()
        function = ctypes.pythonapi.PyUnicode_AsUTF8AndSize
        function.restype = ctypes.c_void_p
        return function(ctypes.py_object(text), ctypes.byref(size)), size.value

    def test_is_kept_once_asked_for(self):
        x = fresh()
        got = lab.str.layout(x)
        self.assertEqual((got["utf8"], got["utf8_length"]), (None, None))
        address, size = self.keep_utf8(x)
        got = lab.str.layout(x)
        self.assertEqual((got["utf8"], got["utf8_length"]), (address, size))
        self.assertEqual(size, len(x.encode()))

    def test_of_ascii_is_the_characters(self):
        got = lab.str.layout(fresh("abc"))
        self.assertEqual((got["utf8"], got["utf8_length"]), (got["data"], 9))


class Interned(unittest.TestCase):
    def test_fresh_is_not(self):
        self.assertEqual(lab.str.layout(fresh())["interned"], "no")

    def test_intern(self):
        x = sys.intern(fresh("interned here"))
        # 3.12 makes every interned str immortal; before and after, those of a program are mortal.
        expected = "immortal" if sys.version_info[:2] == (3, 12) else "mortal"
        self.assertEqual(lab.str.layout(x)["interned"], expected)

    def test_name_in_the_source_is(self):
        self.assertNotEqual(lab.str.layout("some_name")["interned"], "no")
