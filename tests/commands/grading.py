"""A class with two small exercises and what it handed in."""

import json
import os
import re
import textwrap
from pathlib import Path

from front import FrontTest

EXERCISE = """\
number = {number}
title = "T"
question = "Q"
explanation = "E"
hints = ["h"]
[task]
summary = "S"
functions = ["value", "double"]
[needs]
python = "{python}"
[[claim]]
id = "a"
text = "t"
verdict = "holds"
[[expect]]
name = "the value"
observe = "value"
equals = 1
claim = "a"
why = "w"
hint = "h"
[[expect]]
name = "the double"
observe = "double"
equals = 2
points = 3
why = "w"
hint = "h"
"""
EXPERIMENT = """\
import answer
import lab

lab.observe("value", answer.value())
lab.observe("double", answer.double())
"""
RIGHT = "def value(): return 1\ndef double(): return 2\n"
PARTLY = "def value(): return 1\ndef double(): return 3\n"  # 1 of 4 points
WRONG_ANSWER = "def value(): return 0\ndef double(): return 0\n"
CRASHING = "import faulthandler\ndef value(): faulthandler._sigsegv()\ndouble = value\n"
ENDLESS = "def value():\n    while True: pass\n"


class GradingTest(FrontTest):
    """`lab grade` with exercises of its own: one, two, and later, which needs a Python of the future."""

    def setUp(self):
        super().setUp()
        for number, (slug, python) in enumerate(
            [("one", ">=3.11"), ("two", ">=3.11"), ("later", ">=3.15")], 1
        ):
            folder = f"own/small/{slug}"
            self.write(f"{folder}/exercise.toml", EXERCISE.format(number=number, python=python))
            self.write(f"{folder}/experiment.py", EXPERIMENT)
            self.write(f"{folder}/answer.py", RIGHT)
        (self.folder / "tmp").mkdir()

    def environment(self, **changes):
        own = {"LAB_EXERCISES": str(self.folder / "own"), "TMPDIR": str(self.folder / "tmp")}
        return super().environment(**{**own, **changes})

    def hand_in(self, **submissions):
        """hand_in(s01__one=RIGHT) writes submissions/s01/one.py."""
        for name, text in submissions.items():
            self.write(f"submissions/{name.replace('__', '/')}.py", textwrap.dedent(text))

    def grade(self, *arguments, code=None, **options):
        """Grades ./submissions. Returns the process and the results of its JSON."""
        process = self.lab("grade", "submissions", "--json", "r.json", *arguments, **options)
        if code is not None:
            self.assertExit(process, code)
        return process, self.results()

    def results(self, name="r.json"):
        return json.loads((self.folder / name).read_text())["results"]

    def points(self, results):
        return {(r["person"], r["exercise"]): (r["status"], r["score"]) for r in results}

    def assertNothingLeft(self):
        """No process that was started for this test, and no file in its folder of temporary files."""
        mark = str(self.folder / "tmp").encode()
        left = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (process / "environ").read_bytes():
                    left.append(int(process.name))
            except OSError:
                continue  # it has ended, or is somebody else's
        self.assertEqual(left, [])
        self.assertEqual([str(path.relative_to(self.folder)) for path in (self.folder / "tmp").rglob("*")], [])


def without_times(results):
    """The results without what differs from run to run: times, and addresses in what was printed."""
    same = []
    for result in results:
        result = {key: value for key, value in result.items() if key != "seconds"}
        for key in "stdout", "stderr", "message":
            result[key] = re.sub("0x[0-9a-f]+", "0x…", result[key] or "")
        same.append(result)
    return same
