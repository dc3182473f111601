"""lab.refcount, is_immortal, address, weakrefs."""

import sys
import unittest
import weakref

import lab
from memory import refcount_at

OBJECT = object()


class Plain:
    pass


class Slotted:
    __slots__ = ("x",)


class Refcount(unittest.TestCase):
    def test_global(self):
        self.assertEqual(lab.refcount(OBJECT), 1)

    def test_local(self):
        x = object()
        self.assertEqual(lab.refcount(x), 1)

    def test_parameter(self):
        def read(x):
            return lab.refcount(x)

        # The caller's stack may or may not hold it besides; the field does not lie.
        x = object()
        self.assertEqual(read(x), lab.refcount(x) + (0 if sys.version_info >= (3, 14) else 1))

    def test_cell(self):
        x = object()

        def inner():
            return lab.refcount(x)

        self.assertEqual(inner(), 1)

    def test_attribute(self):
        owner = Plain()
        owner.x = object()
        self.assertEqual(lab.refcount(owner.x), 1)

    def test_slot(self):
        owner = Slotted()
        owner.x = object()
        self.assertEqual(lab.refcount(owner.x), 1)

    def test_list_item(self):
        items = [object()]
        self.assertEqual(lab.refcount(items[0]), 1)

    def test_dict_value(self):
        values = {"x": object()}
        self.assertEqual(lab.refcount(values["x"]), 1)

    def test_temporary(self):
        self.assertEqual(lab.refcount(object()), 0)

    def test_module_level(self):
        namespace = {"lab": lab}
        exec("x = object(); r = lab.refcount(x); y = x; s = lab.refcount(x)", namespace)
        self.assertEqual((namespace["r"], namespace["s"]), (1, 2))

    def test_specialised_call(self):
        # The interpreter rewrites a call that it meets often.
        x = object()
        self.assertEqual({lab.refcount(x) for _ in range(1000)}, {1})
        self.assertEqual({lab.refcount(OBJECT) for _ in range(1000)}, {1})

    def test_star_arguments(self):
        x = object()
        self.assertEqual(lab.refcount(*[x]), 1)

    def test_called_from_c(self):
        x = object()
        items = [x]
        self.assertEqual(list(map(lab.refcount, items)), [2])

    def test_bound_to_a_name(self):
        read = lab.refcount
        x = object()
        self.assertEqual(read(x), 1)

    def test_more_names(self):
        x = object()
        for n in range(1, 50):
            keep = [x] * n
            self.assertEqual(lab.refcount(x), 1 + n)
        del keep
        self.assertEqual(lab.refcount(x), 1)

    def test_equals_the_field(self):
        x = object()
        keep = [x, x]
        address = id(x)
        self.assertEqual(lab.refcount(x), refcount_at(address))
        self.assertEqual(len(keep), 2)

    def test_in_a_generator(self):
        def produce():
            x = object()
            yield lab.refcount(x)

        self.assertEqual(next(produce()), 1)

    def test_immortal_gives_the_field(self):
        if sys.version_info < (3, 12):
            self.skipTest("no object is immortal before 3.12")
        self.assertEqual(lab.refcount(None), refcount_at(id(None)))

    def test_needs_one_argument(self):
        with self.assertRaises(TypeError):
            lab.refcount()
        with self.assertRaises(TypeError):
            lab.refcount(object=1)


class Immortal(unittest.TestCase):
    def test_none_and_a_fresh_object(self):
        got = lab.is_immortal(None), lab.is_immortal(object())
        if sys.version_info >= (3, 12):
            self.assertEqual(got, (True, False))
        else:
            self.assertEqual([type(value) for value in got], [lab.Absent, lab.Absent])
            self.assertIn("3.12", str(got[0]))
            self.assertFalse(got[0])


class AddressValue(unittest.TestCase):
    def test_is_id(self):
        x = object()
        self.assertEqual(lab.address(x), id(x))

    def test_prints_in_hexadecimal(self):
        self.assertEqual(repr(lab.Address(4096)), "0x1000")
        self.assertEqual(str(lab.Address(4096)), "0x1000")
        self.assertEqual(f"{lab.Address(4096):d}", "4096")

    def test_is_an_int(self):
        self.assertIsInstance(lab.Address(1), int)
        self.assertEqual(lab.Address(1) + 1, 2)
        self.assertEqual({lab.Address(7): 1}[7], 1)


class AbsentValue(unittest.TestCase):
    def test_reason(self):
        absent = lab.Absent("no such field")
        self.assertEqual((str(absent), absent.reason), ("no such field", "no such field"))
        self.assertEqual(repr(absent), "Absent('no such field')")
        self.assertFalse(absent)
        self.assertEqual(absent, lab.Absent("no such field"))
        self.assertNotEqual(absent, 0)


class Weakrefs(unittest.TestCase):
    def test_counts_as_weakref_does(self):
        x = Plain()
        keep = []
        for n in range(5):
            self.assertEqual(lab.weakrefs(x), weakref.getweakrefcount(x))
            self.assertEqual(lab.weakrefs(x), n)
            keep.append(weakref.ref(x, lambda _: None))
        keep.append(weakref.proxy(x))
        self.assertEqual(lab.weakrefs(x), 6)

    def test_plain_references_are_shared(self):
        x = Plain()
        keep = [weakref.ref(x), weakref.ref(x)]
        self.assertIs(keep[0], keep[1])
        self.assertEqual(lab.weakrefs(x), 1)

    def test_types_without_any(self):
        for x in (1, "a", (1,), [1], Slotted()):
            self.assertIsNone(lab.weakrefs(x))

    def test_static_and_heap_types(self):
        self.assertEqual(lab.weakrefs(int), weakref.getweakrefcount(int))
        self.assertEqual(lab.weakrefs(Plain), weakref.getweakrefcount(Plain))

    def test_set(self):
        x = {1}
        keep = weakref.ref(x)
        self.assertEqual(lab.weakrefs(x), 1)
        del keep
        self.assertEqual(lab.weakrefs(x), 0)
