"""`lab run FILE --watch …`: what is summed up and drawn of what the host really saw."""

import json
import unittest

from front import COULD_NOT_RUN, PASSED, FrontTest

LOOP = """\
def add(total, i):
    return total + i

total = 0
for i in range(500):
    total = add(total, i)
"""

NAMES = """\
a = []
b = a
c = [a]
del b
c.clear()
"""


class WatchedTest(FrontTest):
    def watched(self, *arguments):
        process = self.lab("run", "--json", *arguments)
        return process, json.loads(process.stdout)["results"][0]["watched"]


class Lines(WatchedTest):
    def test_each_line_is_counted(self):
        self.write("loop.py", LOOP)
        process, watched = self.watched("loop.py", "--watch", "lines")
        self.assertExit(process, PASSED)
        hottest = {
            line["line"]: line["events"]
            for line in watched["lines"]["hottest"]
            if line["file"].endswith("loop.py")
        }
        # The loop's own line is begun once more, to find that there is nothing left.
        self.assertEqual((hottest[2], hottest[5], hottest[6]), (500, 501, 500))
        self.assertEqual(watched["lines"]["left_out"], 0)

    def test_the_page_quotes_the_hottest_line(self):
        self.write("loop.py", LOOP)
        process = self.lab("run", "loop.py", "--watch", "lines")
        self.assertExit(process, PASSED)
        self.assertRegex(process.stderr, r"loop\.py:5 +501 +█+  for i in range\(500\):")
        self.assertEqual(process.stdout, "")

    def test_a_source_that_is_no_plain_text_is_quoted_harmlessly(self):
        self.write("esc.py", "for i in range(99): '\x1b[31m\u202e'\n")
        process = self.lab("run", "esc.py", "--watch", "lines")
        self.assertNotIn("\x1b", process.stderr)
        self.assertNotIn("\u202e", process.stderr)

    def test_narrow_and_ascii(self):
        self.write("loop.py", LOOP)
        environment = self.environment(COLUMNS="40", LC_ALL="C")
        process = self.lab("run", "loop.py", "--watch", "lines,instructions,gc", environment=environment)
        process.stderr.encode("ascii")
        self.assertLessEqual(max(map(len, process.stderr.splitlines())), 40)


class Instructions(WatchedTest):
    def test_opcodes_are_counted(self):
        self.write("loop.py", LOOP)
        process, watched = self.watched("loop.py", "--watch", "instructions")
        self.assertExit(process, PASSED)
        instructions = watched["instructions"]
        self.assertEqual(sum(instructions["opcodes"].values()), instructions["events"])
        counts = list(instructions["opcodes"].values())
        self.assertEqual(counts, sorted(counts, reverse=True))
        self.assertGreaterEqual(instructions["opcodes"]["BINARY_OP"], 500)


class Refcount(WatchedTest):
    def test_the_ledger_of_a_global(self):
        self.write("names.py", NAMES)
        process, watched = self.watched("names.py", "--watch", "refcount:a")
        self.assertExit(process, PASSED)
        (a,) = watched["refcount"]["objects"]
        self.assertIn(watched["refcount"]["mode"], ("hardware", "instruction"))
        self.assertEqual(a["object"], "a")
        self.assertEqual(a["type"], "list")
        self.assertFalse(a["immortal"])
        self.assertIn(a["first"], (1, 2))  # in 3.13 the value is still on the stack when the name is bound
        self.assertGreaterEqual(a["highest"], 3)  # a, b and the list in c
        self.assertEqual(watched["refcount"]["writes"], a["writes"])

    def test_the_page_names_the_mode_and_each_line(self):
        self.write("names.py", NAMES)
        process = self.lab("run", "names.py", "--watch", "refcount:a")
        self.assertExit(process, PASSED)
        self.assertRegex(process.stderr, r"hardware watchpoint|compared after each bytecode instruction")
        self.assertRegex(process.stderr, r"\n +a +list · ")
        self.assertRegex(process.stderr, r"\n +line +[12] ")

    def test_a_killed_host_wrote_no_end(self):
        self.write("dies.py", NAMES + "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
        process, watched = self.watched("dies.py", "--watch", "refcount:a,lines")
        self.assertExit(process, COULD_NOT_RUN)
        (a,) = watched["refcount"]["objects"]
        self.assertIn("absent", a["end"])
        self.assertGreater(watched["lines"]["events"], 5)
        page = self.lab("run", "dies.py", "--watch", "refcount:a").stderr
        self.assertIn("no end was written", page)
        self.assertIn("SIGKILL", page)


class Log(WatchedTest):
    def test_each_event_is_one_line(self):
        self.write("names.py", NAMES)
        self.lab("run", "names.py", "--watch", "refcount:a,lines", "--log", "n.lablog")
        text = self.lab("log", "n.lablog", "--name", "refcount.write").stdout
        self.assertRegex(text, r"refcount\.write +object \"a\", value \d+, before \d+, file \".*names\.py\"")
        self.assertTrue(self.lab("log", "n.lablog", "--name", "line").stdout)


class Help(FrontTest):
    def test_every_kind_is_explained_with_an_example(self):
        text = self.lab("run", "--help").stdout
        for kind in ("gc", "alloc", "alloc:calls", "lines", "instructions", "deaths", "locks", "locks:all", "tasks", "refcount:NAME", "object:NAME"):
            self.assertRegex(text, rf"\n  {kind} +\w")
        self.assertIn("--watch refcount:cache,deaths", text)


class Full(FrontTest):
    def height(self, *arguments, **variables):
        process = self.lab("run", *arguments, environment=self.environment(**variables))
        self.assertExit(process, PASSED)
        return len(process.stdout.splitlines()), process.stdout

    def test_a_page_keeps_to_one_screen_and_full_shows_all(self):
        for slug in ("gc-cycles", "dict-layout"):
            with self.subTest(slug):
                for lines in (24, 40):
                    height, page = self.height(slug, LINES=str(lines))
                    self.assertLess(height, lines, page)
                    self.assertIn(f"lab run {slug} --full", page)
                    self.assertIn("as expected", page)
                    self.assertIn("what people say", page)
                    self.assertIn("passed · 7 of 7 points", page)
                whole, page = self.height(slug, "--full", LINES="24")
                self.assertGreater(whole, 40)
                self.assertNotIn("--full", page)
                self.assertNotIn("as expected", page)


if __name__ == "__main__":
    unittest.main()
