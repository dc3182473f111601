"""lab diff: where two runs part."""

import json
import os
import textwrap

from front import EXERCISES, PASSED, USAGE, WRONG, FrontTest

SCRIPT = """
    cache = {}
    for i in range(%s):
        cache[f"key {i}"] = i
    del cache["key 1"]
    """
WATCH = "lines,refcount:cache,object:cache"


class Diff(FrontTest):
    def record(self, source, log, watch=WATCH, folder="."):
        self.write(f"{folder}/demo.py", textwrap.dedent(source))
        self.assertExit(self.lab("run", f"{folder}/demo.py", "--watch", watch, "--log", log), PASSED)

    def difference(self, *words):
        process = self.lab("diff", *words, "--json")
        return process.returncode, json.loads(process.stdout)

    def test_two_runs_of_one_script_are_the_same(self):
        # Addresses, times, process numbers, hash seeds and folders differ between these.
        self.record(SCRIPT % 9, "a.lablog")
        self.record(SCRIPT % 9, "b.lablog", folder="elsewhere")
        status, found = self.difference("a.lablog", "b.lablog")
        self.assertEqual((status, found["parting"]), (PASSED, None))
        self.assertGreater(found["same"], 40)
        process = self.lab("diff", "a.lablog", "b.lablog")
        self.assertExit(process, PASSED)
        self.assertIn("the same: all", process.stdout)

    def test_the_first_that_differs_is_told_with_what_was_before(self):
        self.record("cache = {}\ncache[1] = 1\ncache[2] = 2\n", "a.lablog")
        self.record("cache = {}\ncache[1] = 1\ncache[3] = 2\n", "b.lablog")
        status, found = self.difference("a.lablog", "b.lablog", "--only", "object.change")
        self.assertEqual(status, WRONG)
        parting = found["parting"]
        self.assertEqual((parting["left"]["line"], parting["right"]["line"]), (3, 3))
        self.assertIn('at "2"', parting["left"]["text"])
        self.assertIn('at "3"', parting["right"]["text"])
        self.assertIn('at "1"', parting["before"][-1]["text"])
        process = self.lab("diff", "a.lablog", "b.lablog")
        self.assertExit(process, WRONG)
        self.assertIn("They part after", process.stdout)

    def test_a_run_that_goes_on_differs_in_sum(self):
        self.record(SCRIPT % 9, "a.lablog")
        self.record(SCRIPT % 12, "b.lablog")
        status, found = self.difference("a.lablog", "b.lablog", "--only", "object.change")
        self.assertEqual(status, WRONG)
        counts = found["counts"]["object.change"]
        self.assertGreater(counts["right"], counts["left"])

    def test_an_observation_that_differs(self):
        answer = self.write("mine.py", (self.answer("gc-cycles")).read_text() + "\n# mine\n")
        self.assertExit(self.lab("run", "gc-cycles", "--log", "a.lablog"), PASSED)
        self.assertExit(self.lab("run", "gc-cycles", "--answer", answer, "--log", "b.lablog"), PASSED)
        status, found = self.difference("a.lablog", "b.lablog", "--only", "observation")
        self.assertEqual((status, found["parting"]), (PASSED, None))
        self.assertGreater(found["same"], 5)

    def answer(self, slug):
        return next(EXERCISES.glob(f"*/{slug}/answer.py"))

    def test_nothing_to_compare_is_said(self):
        self.record("pass\n", "a.lablog", watch="gc")
        process = self.lab("diff", "a.lablog", "a.lablog", "--only", "refcount")
        self.assertExit(process, PASSED)
        self.assertIn("nothing to compare", process.stdout)

    def test_bad_logs_are_told(self):
        self.record(SCRIPT % 3, "a.lablog")
        self.write("text.lablog", "no log\n" * 2000)
        for other in ("text.lablog", "none.lablog"):
            process = self.lab("diff", "a.lablog", other)
            self.assertExit(process, USAGE)
            self.assertIn(other, process.stderr)
        os.truncate(self.folder / "a.lablog", (self.folder / "a.lablog").stat().st_size // 2)
        process = self.lab("diff", "a.lablog", "a.lablog")
        self.assertExit(process, PASSED)
        self.assertIn("damaged", process.stderr)
