"""lab.generator: states against this version's enum, delegation against gi_yieldfrom, the frame by hand."""

import ctypes
import inspect
import sys
import types
import unittest
import weakref

import lab
from memory import address_word

if sys.version_info >= (3, 15):
    NUMBERS = {"created": 0, "suspended": 1, "delegating": 2, "executing": 4, "cleared": 5}
elif sys.version_info >= (3, 13):
    NUMBERS = {"created": -3, "suspended": -2, "delegating": -1, "executing": 0, "cleared": 4}
else:
    NUMBERS = {"created": -2, "suspended": -1, "delegating": -1, "executing": 0, "cleared": 4}


def state(generator):
    got = lab.generator.layout(generator)
    return got["state"], got["number"]


def count(a, b=2):
    seen.append(state(me[0]))
    kept = [a, b]
    yield kept
    del kept
    yield 2


@types.coroutine
def pause():
    yield "paused"


async def nap(n):
    await pause()
    return n


async def produce():
    yield 1


seen, me = [], [None]


class States(unittest.TestCase):
    def test_life_of_a_generator(self):
        seen.clear()
        me[0] = generator = count(1)
        seen.append(state(generator))
        next(generator)
        seen.append(state(generator))
        list(generator)
        seen.append(state(generator))
        self.assertEqual(seen, [(name, NUMBERS[name]) for name in ("created", "executing", "suspended", "cleared")])

    def test_against_inspect(self):
        closed = ("completed", "cleared")  # 3.12.1 and 3.13.0 have the one, where nothing has to be unwound
        names = {"GEN_CREATED": ("created",), "GEN_SUSPENDED": ("suspended",), "GEN_CLOSED": closed}
        seen.clear()
        me[0] = generator = count(1)
        for step in (lambda: next(generator), generator.close, lambda: None):
            self.assertIn(state(generator)[0], names[inspect.getgeneratorstate(generator)])
            step()

    def test_the_byte_itself(self):
        generator = (x for x in [1, 2])
        for step in (next, next, list):
            got = lab.generator.layout(generator)
            byte = ctypes.c_int8.from_address(id(generator) + got["state_offset"])
            self.assertEqual(byte.value, got["number"])
            step(generator)
        if sys.version_info < (3, 14):
            self.assertEqual(got["state_offset"], 75 if sys.version_info < (3, 12) else 67)

    def test_unstarted_and_closed(self):
        class Argument:
            pass

        argument = Argument()
        generator, alive = count(argument), weakref.ref(argument)
        del argument
        generator.close()
        held = alive() is not None  # until the generator goes, on 3.12.1 and 3.13.0
        got = lab.generator.layout(generator)
        self.assertEqual((got["state"], got["number"]), ("completed", 1) if held else ("cleared", NUMBERS["cleared"]))
        self.assertEqual((got["bound"], got["frame"]["cleared"]), (2, False) if held else (0, True))
        if sys.version_info < (3, 12):
            self.assertFalse(held)

    def test_ended_by_an_exception(self):
        generator = (1 / x for x in [0])
        self.assertRaises(ZeroDivisionError, next, generator)
        self.assertEqual(state(generator), ("cleared", NUMBERS["cleared"]))

    def test_raising_in_mid_delegation(self):
        outer = nap(1)
        outer.send(None)
        self.assertRaises(KeyError, outer.throw, KeyError())
        got = lab.generator.layout(outer)
        self.assertEqual((got["state"], got["delegates_to"]), ("cleared", None))


class Kinds(unittest.TestCase):
    def test_flags_and_kinds(self):
        coroutine, plain, decorated, asynchronous = nap(1), count(1), pause(), produce()
        got = [lab.generator.layout(x) for x in (plain, coroutine, decorated, asynchronous)]
        coroutine.close()
        self.assertEqual([(g["kind"], g["flag_names"]) for g in got], [
            ("generator", ["GENERATOR"]), ("coroutine", ["COROUTINE"]),
            ("generator", ["GENERATOR", "ITERABLE_COROUTINE"]), ("asynchronous generator", ["ASYNC_GENERATOR"])])
        self.assertEqual([g["flags"] for g in got],
                         [f.__code__.co_flags for f in (count, nap, pause, produce)])

    def test_other_objects_are_refused(self):
        for other in (1, count, None, iter([])):
            with self.assertRaisesRegex(TypeError, type(other).__name__):
                lab.generator.layout(other)


class Delegation(unittest.TestCase):
    def test_await(self):
        coroutine = nap(1)
        self.assertIsNone(lab.generator.layout(coroutine)["delegates_to"])
        coroutine.send(None)
        got = lab.generator.layout(coroutine)
        self.assertEqual(got["delegates_to"], {"type": "generator", "address": id(coroutine.cr_await)})
        self.assertEqual((got["state"], got["number"]), ("suspended", NUMBERS["delegating"]))
        self.assertRaises(StopIteration, coroutine.send, None)
        self.assertIsNone(lab.generator.layout(coroutine)["delegates_to"])

    def test_yield_from(self):
        def outer(inner):
            yield 0
            yield from inner
            yield 3

        inner = iter([1, 2])
        generator, got = outer(inner), []
        for _ in range(4):
            next(generator)
            to = lab.generator.layout(generator)["delegates_to"]
            self.assertEqual(to and to["address"], id(inner) if generator.gi_yieldfrom else None)
            got.append(to and to["type"])
        self.assertEqual(got, [None, "list_iterator", "list_iterator", None])

    def test_while_the_inner_one_runs(self):
        def inner():
            found.append(lab.generator.layout(generator)["delegates_to"])
            yield

        def outer():
            yield from inner()

        found = []
        generator = outer()
        next(generator)
        self.assertEqual(found, [None])

    def test_five_hundred_deep(self):
        def nest(n):
            inner = iter([1])
            for _ in range(n):
                inner = (lambda i: (yield from i))(inner)
            return inner

        held = outer = nest(500)  # who drops the outermost closes them all
        next(held)
        depth = 0
        while type(outer) is types.GeneratorType:
            to = lab.generator.layout(outer)["delegates_to"]
            outer, depth = outer.gi_yieldfrom, depth + 1
            self.assertEqual(to["address"], id(outer))
        self.assertEqual(depth, 500)


class Frames(unittest.TestCase):
    def test_is_inside_the_generator(self):
        generator = count(1)
        got = lab.generator.layout(generator)
        frame = got["frame"]
        self.assertEqual(frame["address"], id(generator) + frame["offset"])
        self.assertLessEqual(frame["offset"] + frame["size"], sys.getsizeof(generator))
        self.assertGreater(frame["offset"], got["state_offset"])
        self.assertTrue(frame["embedded"])

    def test_size_is_that_of_the_object(self):
        head = 16  # sys.getsizeof counts the GC head in front of it
        for it in (count(1), produce(), (x for x in [])):
            layout = lab.generator.layout(it)
            size = layout["frame"]["offset"] + layout["frame"]["size"]
            self.assertEqual((size, lab.inspect(it)["size"]), (sys.getsizeof(it) - head,) * 2)

    def test_is_the_frame_that_runs(self):
        def generate():
            yield lab.frame.chain(1)[0]["address"]

        generator = generate()
        self.assertEqual(next(generator), lab.generator.layout(generator)["frame"]["address"])

    def test_locals_come_and_go(self):
        seen.clear()
        me[0] = generator = count(1)
        got = []
        for _ in range(3):
            layout = lab.generator.layout(generator)
            got.append((layout["locals"], layout["bound"], layout["frame"]["cleared"]))
            next(generator, None)
        self.assertEqual(got, [(3, 2, False), (3, 3, False), (3, 2, False)])
        list(generator)
        layout = lab.generator.layout(generator)
        self.assertEqual((layout["locals"], layout["bound"], layout["frame"]["cleared"]), (3, 0, True))
        self.assertEqual((layout["frame"]["embedded"], layout["line"]), (False, None))
        self.assertIsInstance(layout["stack_depth"], lab.Absent)

    def test_line(self):
        generator = count(1)
        seen.clear()
        me[0] = generator
        first = count.__code__.co_firstlineno
        next(generator)
        self.assertEqual(lab.generator.layout(generator)["line"], first + 3)
        next(generator)
        self.assertEqual(lab.generator.layout(generator)["line"], first + 5)

    def test_outlived_by_its_frame(self):
        def generate():
            yield sys._getframe()

        generator = generate()
        frame = next(generator)
        self.assertTrue(lab.generator.layout(generator)["frame"]["embedded"])
        list(generator)
        got = lab.generator.layout(generator)["frame"]
        self.assertEqual((got["embedded"], got["cleared"]), (False, True))
        self.assertEqual(frame.f_code, generator.gi_code)  # it holds what was the generator's

    def test_type_word_is_untouched(self):
        generator = count(1)
        lab.generator.layout(generator)
        self.assertEqual(address_word(id(generator) + 8), id(types.GeneratorType))
