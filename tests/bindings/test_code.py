"""lab.code: against dis, and against what a loop of known types must have specialised."""

import dis
import sys
import unittest

import lab


def add(a, b):
    return a + b


def fresh(source="lambda a, b: a + b"):
    return eval(source)  # a code object of its own, not run yet


def compiled(function):
    """What the compiler wrote, (offset, opcode)s; asks for co_code, and so keeps a copy of it."""
    shown = dis.get_instructions(function, show_caches=False)
    return [(i.offset, i.opname) for i in shown]


class Instructions(unittest.TestCase):
    def samples(self):
        return [add, fresh(), unittest.TestCase.run, dis.dis, unittest.TestCase.subTest]

    def test_base_against_dis(self):
        for f in self.samples():
            got = [(i["offset"], i["base"]) for i in lab.code.instructions(f)]
            self.assertEqual(got, compiled(f))

    def test_lines_against_dis(self):
        for f in self.samples():
            lines = [(start, line) for start, line in dis.findlinestarts(f.__code__) if line is not None]
            got = {i["offset"]: i["line"] for i in lab.code.instructions(f)}
            self.assertEqual([(start, got[start]) for start, _ in lines], lines)

    def test_caches_fill_the_code(self):
        for f in self.samples():
            got = lab.code.instructions(f)
            units = sum(1 + len(i["cache"]) for i in got)
            self.assertEqual(units, len(f.__code__.co_code) // 2)
            self.assertEqual(lab.code.layout(f)["units"], units)

    def test_takes_methods_and_code_objects(self):
        method = self.test_base_against_dis
        self.assertEqual(
            [i["base"] for i in lab.code.instructions(method)],
            [i["base"] for i in lab.code.instructions(method.__func__.__code__)],
        )

    def test_asks_for_no_copy_of_the_code(self):
        f = fresh()
        lab.code.instructions(f)
        lab.code.specialisations(f)
        self.assertFalse(lab.code.layout(f)["code_cached"])
        f.__code__.co_code
        self.assertTrue(lab.code.layout(f)["code_cached"])

    def test_other_types(self):
        for probe in (lab.code.instructions, lab.code.specialisations, lab.code.layout):
            with self.assertRaisesRegex(TypeError, "code object, not builtin_function_or_method"):
                probe(len)


class Specialisations(unittest.TestCase):
    def now(self, f, base):
        return [s["now"] for s in lab.code.specialisations(f) if s["base"] == base]

    def test_adding_ints_and_then_floats(self):
        f = fresh()
        self.assertEqual(self.now(f, "BINARY_OP"), ["BINARY_OP"])
        for _ in range(100):
            f(1, 2)
        self.assertEqual(self.now(f, "BINARY_OP"), ["BINARY_OP_ADD_INT"])
        for _ in range(5000):
            f(1.5, 2.5)
        self.assertEqual(self.now(f, "BINARY_OP"), ["BINARY_OP_ADD_FLOAT"])

    def test_warming_up(self):
        f = fresh()
        if sys.version_info >= (3, 12):
            got = next(i for i in lab.code.instructions(f) if i["base"] == "BINARY_OP")
            self.assertEqual((got["counter"], got["backoff"]), (1, 1))
            return
        warmup = lab.code.layout(f)["warmup"]
        self.assertLess(warmup, 0)
        f(1, 2)
        self.assertEqual(lab.code.layout(f)["warmup"], warmup + 1)
        for _ in range(-warmup):
            f(1, 2)
        self.assertEqual(lab.code.layout(f)["warmup"], 0)

    def test_counter_counts_misses_down(self):
        f = fresh()
        for _ in range(100):
            f(1, 2)

        def counter():
            return next(s["counter"] for s in lab.code.specialisations(f) if s["base"] == "BINARY_OP")

        before = counter()
        f("a", "b")  # a miss
        self.assertEqual(counter(), before - 1)

    def test_counters_that_are_none(self):
        for i in lab.code.instructions(fresh("lambda x: (x if x else 0)")):
            if not i["cache"]:
                self.assertIn("no cache", str(i["counter"]))
            elif i["base"].startswith("POP_JUMP"):
                self.assertIn("branches", str(i["counter"]))


class Instrumented(unittest.TestCase):
    @unittest.skipIf(sys.version_info < (3, 12), "sys.monitoring is new in 3.12")
    def test_events_put_other_opcodes_in_place(self):
        def f(x):
            return len(x)

        expected = compiled(f)
        tool = sys.monitoring.PROFILER_ID
        sys.monitoring.use_tool_id(tool, "test")
        self.addCleanup(sys.monitoring.free_tool_id, tool)
        events = sys.monitoring.events
        for what in (events.CALL, events.LINE, events.INSTRUCTION, events.LINE | events.INSTRUCTION):
            sys.monitoring.set_local_events(tool, f.__code__, what)
            f("a")
            got = lab.code.instructions(f)
            self.assertEqual([(i["offset"], i["base"]) for i in got], expected)
            self.assertTrue(any(i["now"].startswith("INSTRUMENTED_") for i in got), what)
            self.assertTrue(lab.code.layout(f)["monitored"])
        sys.monitoring.set_local_events(tool, f.__code__, 0)
        f("a")
        self.assertFalse(any(i["now"].startswith("INSTRUMENTED_") for i in lab.code.instructions(f)))


class Layout(unittest.TestCase):
    def test_counts(self):
        outer = 1

        def f(a, b):
            c = a

            def inner():
                return outer, b

            return inner, c

        got = lab.code.layout(f)
        kinds = {v["name"]: v["kind"] for v in got["variables"]}
        self.assertEqual(kinds, {"a": "local", "b": "cell", "c": "local", "inner": "local", "outer": "free"})
        code = f.__code__
        self.assertEqual((got["nlocals"], got["ncells"], got["nfrees"]), (4, 1, 1))
        self.assertEqual(got["stacksize"], code.co_stacksize)

    def test_what_versions_lack(self):
        got = lab.code.layout(add)
        if sys.version_info < (3, 12):
            self.assertIn("3.12", str(got["monitored"]))
            self.assertIn("3.12", str(got["version"]))
        else:
            self.assertIn("3.12", str(got["warmup"]))
            self.assertIsInstance(got["version"], int)
