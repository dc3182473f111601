"""lab.type: against the class's own attributes, and slots that are known to be shared or exported."""

import sys
import unittest

import lab


class Plain:
    pass


class Slotted:
    __slots__ = ("a", "b")


class Layout(unittest.TestCase):
    def test_against_attributes(self):
        for x in (object, int, tuple, dict, type, Plain, Slotted, Exception, lab.Absent):
            flags = x.__flags__  # first: the look-up may give the class its version tag, which is a flag too
            got = lab.type.layout(x)
            self.assertEqual(got["basicsize"], x.__basicsize__)
            self.assertEqual(got["itemsize"], x.__itemsize__)
            self.assertEqual(got["dictoffset"], x.__dictoffset__)
            self.assertEqual(got["weaklistoffset"], x.__weakrefoffset__)
            self.assertEqual(got["flag_bits"], flags)
            self.assertEqual(got["mro"], [lab.type.layout(base)["name"] for base in x.__mro__])
            base = x.__base__
            self.assertEqual(got["base"], base and lab.type.layout(base)["name"])

    def test_flags(self):
        flags = {x: set(lab.type.layout(x)["flags"]) for x in (int, list, Plain, Slotted)}
        self.assertIn("LONG_SUBCLASS", flags[int])
        self.assertIn("LIST_SUBCLASS", flags[list])
        self.assertTrue({"HEAPTYPE", "BASETYPE", "HAVE_GC", "MANAGED_DICT"} <= flags[Plain])
        self.assertNotIn("HEAPTYPE", flags[int])
        self.assertNotIn("MANAGED_DICT", flags[Slotted])
        self.assertEqual("MANAGED_WEAKREF" in flags[Plain], sys.version_info >= (3, 12))
        self.assertEqual("INLINE_VALUES" in flags[Plain], sys.version_info >= (3, 13))

    def test_slots_make_no_room_for_a_dict(self):
        got = lab.type.layout(Slotted)
        self.assertEqual((got["basicsize"], got["dictoffset"], got["weaklistoffset"]), (32, 0, 0))

    def test_version_tag_goes_with_a_change_and_comes_with_a_look_up(self):
        class Changing:
            attribute = 1

        x = Changing()
        getattr(x, "attribute")
        first = lab.type.layout(Changing)["version_tag"]
        self.assertGreater(first, 0)
        Changing.attribute = 2
        self.assertIsInstance(lab.type.layout(Changing)["version_tag"], lab.Absent)
        getattr(x, "attribute")
        self.assertNotEqual(lab.type.layout(Changing)["version_tag"], first)

    def test_other_types(self):
        for probe in (lab.type.layout, lab.type.slots):
            with self.assertRaisesRegex(TypeError, "needs a class, not int"):
                probe(1)


class Slots(unittest.TestCase):
    def test_unhashable(self):
        class EqualOnly:
            def __eq__(self, other):
                return True

        for x in (list, dict, set, EqualOnly):
            self.assertEqual(lab.type.slots(x)["tp_hash"], "PyObject_HashNotImplemented")
        self.assertNotEqual(lab.type.slots(Plain)["tp_hash"], "PyObject_HashNotImplemented")

    def test_exported_names(self):
        got = lab.type.slots(object)
        self.assertEqual(got["tp_getattro"], "PyObject_GenericGetAttr")
        self.assertEqual(got["tp_alloc"], "PyType_GenericAlloc")
        self.assertEqual(lab.type.slots(list)["tp_free"], "PyObject_GC_Del")

    def test_inherited_slots_are_the_same(self):
        mine = type("Mine", (int,), {})
        self.assertEqual(lab.type.slots(mine)["nb_add"], lab.type.slots(int)["nb_add"])
        self.assertEqual(lab.type.slots(bool)["tp_hash"], lab.type.slots(int)["tp_hash"])

    def test_methods_fill_slots(self):
        class Container:
            def __len__(self):
                return 0

            def __contains__(self, x):
                return False

        got = lab.type.slots(Container)
        self.assertTrue({"sq_length", "mp_length", "sq_contains"} <= set(got))
        self.assertFalse({"sq_length", "nb_add"} & set(lab.type.slots(Plain)))

    def test_methods_of_one_kind_share_their_function(self):
        one = type("One", (), {"__len__": lambda self: 1})
        two = type("Two", (), {"__len__": lambda self: 2})
        self.assertEqual(lab.type.slots(one)["mp_length"], lab.type.slots(two)["mp_length"])
        self.assertIsInstance(lab.type.slots(one)["mp_length"], lab.Address)
