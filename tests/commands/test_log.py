"""`lab log`: prints what is there, says what is not."""

import json
import struct
import unittest

from front import COULD_NOT_RUN, PASSED, USAGE, FrontTest


class Log(FrontTest):
    def setUp(self):
        super().setUp()
        self.write("makes.py", "import lab\nfor i in range(100): lab.observe('n', i)")
        self.assertExit(self.lab("run", "makes.py", "--log", "whole.lablog"), PASSED)
        self.whole = (self.folder / "whole.lablog").read_bytes()

    def values(self, name):
        process = self.lab("log", name, "--json", "--name", "n")
        return process, [json.loads(line)["value"] for line in process.stdout.splitlines()]

    def test_whole(self):
        process, values = self.values("whole.lablog")
        self.assertExit(process, PASSED)
        self.assertEqual(values, list(range(100)))
        self.assertEqual(process.stderr, "")

    def test_cut_is_said(self):
        self.write("cut.lablog", self.whole[: len(self.whole) // 2])
        process, values = self.values("cut.lablog")
        self.assertExit(process, COULD_NOT_RUN)
        self.assertEqual(values, list(range(len(values))))
        self.assertGreater(len(values), 0)
        self.assertIn("cut off", process.stderr)

    def test_of_another_version(self):
        self.write("other.lablog", self.whole[:8] + struct.pack("<I", 1) + self.whole[12:])
        process = self.lab("log", "other.lablog")
        self.assertExit(process, USAGE)
        self.assertIn("version 1", process.stderr)

    def test_not_a_log(self):
        self.write("text.lablog", "print('hello')\n" * 1000)
        process = self.lab("log", "text.lablog")
        self.assertExit(process, USAGE)
        self.assertIn("not a log", process.stderr)

    def test_empty(self):
        self.write("empty.lablog", "")
        self.assertExit(self.lab("log", "empty.lablog"), USAGE)

    def test_missing(self):
        process = self.lab("log", "none.lablog")
        self.assertExit(process, USAGE)
        self.assertIn("none.lablog", process.stderr)

    def test_hostile_names_cannot_reach_the_terminal(self):
        self.write("hostile.py", "import lab\nlab.observe('\\x1b]0;title\\x07', '\\x1b[2J\\u202e')")
        self.assertExit(self.lab("run", "hostile.py", "--log", "h.lablog"), PASSED)
        text = self.lab("log", "h.lablog").stdout
        self.assertNotIn("\x1b", text)
        self.assertNotIn("\u202e", text)

    def test_children_write_into_the_same_log(self):
        script = """
import lab, multiprocessing
def child(n):
    lab.observe("child", n)
if __name__ == "__main__":
    for method in ("fork", "spawn", "forkserver"):
        process = multiprocessing.get_context(method).Process(target=child, args=(method,))
        process.start()
        process.join()
"""
        self.write("children.py", script)
        self.assertExit(self.lab("run", "children.py", "--log", "c.lablog"), PASSED)
        records = [json.loads(line) for line in self.lab("log", "c.lablog", "--json").stdout.splitlines()]
        children = [record for record in records if record.get("name") == "child"]
        self.assertEqual([record["value"] for record in children], ["fork", "spawn", "forkserver"])
        self.assertEqual(len({record["pid"] for record in children}), 3)

    def test_structures_of_watched_objects(self):
        self.write("watched.py", "squares = {}\nsquares[3] = 9\n")
        run = self.lab("run", "watched.py", "--watch", "object:squares", "--log", "s.lablog")
        self.assertExit(run, PASSED)
        records = [json.loads(line) for line in self.lab("log", "s.lablog", "--json").stdout.splitlines()]
        first, last = (record for record in records if record["kind"] == "structure")
        self.assertEqual((first["object"], first["value"]["entries"]), ("squares", []))
        self.assertIn("ob_refcnt", [field["field"] for field in first["value"]["layout"]])
        (entry,) = last["value"]["entries"]
        self.assertEqual((entry["hash"], entry["key"], entry["value"]), (3, "3", "9"))
        self.assertIn("structure       squares = {", self.lab("log", "s.lablog").stdout)
        self.assertExit(self.lab("export", "s.lablog", "--perfetto", "s.json"), PASSED)

    def test_full_log_is_said_and_never_passes(self):
        self.write("fills.py", "import lab\nfor i in range(300): lab.observe('big', b'x' * 10_000)")
        process = self.lab("run", "fills.py", "--log", "full.lablog", "--log-size", "1M")
        self.assertExit(process, COULD_NOT_RUN)
        self.assertIn("full", process.stderr)
        process = self.lab("log", "full.lablog", "--json", "--name", "big")
        self.assertGreater(len(process.stdout.splitlines()), 90)
        self.assertIn("the log was full", process.stderr)


if __name__ == "__main__":
    unittest.main()
