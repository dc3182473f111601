"""lab.frame: against sys._getframe, names and kinds by hand, hooks as they come and go."""

import sys
import threading
import unittest

import lab


def innermost(limit=1):
    return lab.frame.chain(limit)


def deep(n):
    return lab.frame.chain(1 << 20) if n == 0 else deep(n - 1)


class Chain(unittest.TestCase):
    def test_against_getframe(self):
        got = lab.frame.chain()
        frame = sys._getframe()
        for row in got:
            code = frame.f_code
            self.assertEqual((row["code"], row["file"]), (code.co_qualname, code.co_filename))
            if frame is not sys._getframe():
                self.assertEqual(row["line"], frame.f_lineno)
            frame = frame.f_back
        self.assertIsNone(frame)

    def test_line_and_opcode_of_the_caller(self):
        row = lab.frame.chain(1)[0]
        self.assertEqual(row["line"], sys._getframe().f_lineno - 1)
        self.assertRegex(row["opcode"], "^CALL")
        at = [i for i in lab.code.instructions(self.test_line_and_opcode_of_the_caller)
              if i["offset"] == row["offset"]]
        self.assertEqual([i["base"] for i in at], [row["opcode"]])

    def test_limit(self):
        self.assertEqual(len(innermost()), 1)
        self.assertEqual([r["code"] for r in innermost(2)], ["innermost", "Chain.test_limit"])
        for limit in (0, -1, (1 << 20) + 1):
            with self.assertRaisesRegex(ValueError, f"not {limit}"):
                lab.frame.chain(limit)

    def test_deep_recursion(self):
        old = sys.getrecursionlimit()
        self.addCleanup(sys.setrecursionlimit, old)
        sys.setrecursionlimit(20_000)
        here = len(lab.frame.chain(1 << 20))
        got = deep(5000)
        self.assertEqual(len(got), here + 5001)
        self.assertEqual({r["code"] for r in got[:5001]}, {"deep"})
        # A Python function that Python code calls runs in the same run of the interpreter.
        self.assertEqual({r["called_by_c"] for r in got[:5001]}, {False})

    def test_locals_and_their_kinds(self):
        outer = object()

        def f(a, b):
            unbound = None
            del unbound
            inner = lambda: (b, outer)
            return lab.frame.chain(1)[0]["locals"], inner

        first = object()
        got, _ = f(first, 2)
        rows = {r["name"]: r for r in got}
        self.assertEqual({n: r["kind"] for n, r in rows.items()},
                         {"a": "local", "b": "cell", "unbound": "local", "inner": "local", "outer": "free"})
        self.assertEqual(rows["a"]["value"], id(first))
        self.assertIsNone(rows["unbound"]["value"])
        cells = dict(zip(f.__code__.co_freevars, f.__closure__))
        self.assertEqual(rows["outer"]["value"], id(cells["outer"]))  # the cell, not what is in it

    def test_owner(self):
        def generate():
            yield lab.frame.chain(2)

        rows = next(generate())
        self.assertEqual([r["owner"] for r in rows], ["generator", "thread"])

    def test_called_by_c(self):
        rows = list(map(lambda _: lab.frame.chain(2), [None]))[0]
        self.assertEqual([r["called_by_c"] for r in rows], [True, rows[1]["called_by_c"]])
        self.assertFalse(innermost()[0]["called_by_c"])

    def test_stack_depth(self):
        # The caller of a Python function waits with its stack saved: the two values before the call
        # and, in 3.11 and 3.12, nothing else.
        rows = (1, 2, innermost(2))[2]
        self.assertGreaterEqual(rows[1]["stack_depth"], 2)
        self.assertIsInstance(rows[0]["stack_depth"], lab.Absent)

    def test_frame_object(self):
        def without():
            return lab.frame.chain(1)[0]["frame_object"]

        def with_one():
            frame = sys._getframe()
            return lab.frame.chain(1)[0]["frame_object"], id(frame)

        self.assertIsNone(without())
        self.assertEqual(*with_one())

    def test_other_thread_has_its_own(self):
        rows = []
        thread = threading.Thread(target=lambda: rows.extend(lab.frame.chain()))
        thread.start()
        thread.join()
        self.assertNotIn("Chain.test_other_thread_has_its_own", {r["code"] for r in rows})
        self.assertEqual(rows[-1]["code"], "Thread._bootstrap")


class Hooks(unittest.TestCase):
    def test_none_at_first(self):
        got = lab.frame.hooks()
        self.assertEqual((got["profile"], got["trace"]), (None, None))

    def test_profile_and_trace(self):
        for install, name in ((sys.setprofile, "profile"), (sys.settrace, "trace")):
            install(lambda *_: None)
            try:
                got = lab.frame.hooks()
            finally:
                install(None)
            self.assertIsInstance(got[name], lab.Address)
            self.assertIsNone(got["trace" if name == "profile" else "profile"])
            self.assertIsNone(lab.frame.hooks()[name])

    def test_tools(self):
        if sys.version_info < (3, 12):
            self.assertIn("3.12", str(lab.frame.hooks()["tools"]))
            return
        self.assertEqual(len(lab.frame.hooks()["tools"]), 6)
        sys.monitoring.use_tool_id(4, "mine")
        self.assertEqual(lab.frame.hooks()["tools"][4], "mine")
        sys.monitoring.free_tool_id(4)
        self.assertIsNone(lab.frame.hooks()["tools"][4])
