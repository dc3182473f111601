"""`lab run`: what it prints, what it returns, and the JSON that other tools read."""

import json
import math
import os
import pty
import re
import subprocess
import unicodedata
import unittest

from front import EXERCISES, LAB, PASSED, USAGE, WRONG, FrontTest

SLUGS = sorted(path.parent.name for path in EXERCISES.glob("*/*/exercise.toml"))

NUMBER = (int, float)
OPTIONAL_TEXT = (str, type(None))
RESULT = {
    "exercise": OPTIONAL_TEXT, "python": str, "source": str, "status": str, "cause": str,
    "message": OPTIONAL_TEXT, "score": NUMBER, "max_score": NUMBER, "seconds": NUMBER, "checks": list,
    "claims": list, "stdout": str, "stderr": str, "log": OPTIONAL_TEXT, "watched": dict,
}  # fmt: skip
CHECK = {
    "name": str, "status": str, "operator": str, "expected": object, "observed": object,
    "points": NUMBER, "why": str, "hint": OPTIONAL_TEXT, "claim": OPTIONAL_TEXT, "file": OPTIONAL_TEXT,
    "line": (int, type(None)),
}  # fmt: skip
CLAIM = {"id": str, "text": str, "verdict": str, "since": OPTIONAL_TEXT, "evidence": str}


class Contract(FrontTest):
    def assertShape(self, value, shape, where):
        for name, types in shape.items():
            self.assertIn(name, value, where)
            self.assertIsInstance(value[name], types, f"{where}.{name}")

    def result(self, *arguments):
        process = self.lab("run", "--json", *arguments)
        document = json.loads(process.stdout)
        self.assertEqual(document["version"], 1)
        self.assertEqual(len(document["results"]), 1)
        return process, document["results"][0]

    def test_every_exercise_gives_the_documented_result(self):
        for slug in SLUGS:
            with self.subTest(slug):
                process, result = self.result(slug)
                self.assertExit(process, PASSED)
                self.assertShape(result, RESULT, slug)
                self.assertEqual(result["exercise"], slug)
                self.assertEqual(result["status"], "passed")
                self.assertEqual(result["cause"], "exited")
                self.assertIsNone(result["message"])
                self.assertEqual(result["score"], result["max_score"])
                self.assertTrue(result["checks"])
                for check in result["checks"]:
                    self.assertShape(check, CHECK, check["name"])
                    self.assertIn(check["status"], ("passed", "failed", "not-observed"))
                    self.assertGreater(check["line"], 0)
                for claim in result["claims"]:
                    self.assertShape(claim, CLAIM, claim["id"])
                    self.assertIn(claim["verdict"], ("holds", "outdated", "misleading", "wrong"))
                    self.assertEqual(claim["evidence"], "confirmed", claim["text"])
                self.assertTrue(os.path.exists(result["log"]))

    def test_watched_collections_are_counted(self):
        self.write("collects.py", "import gc\ngc.disable()\nfor i in range(3): gc.collect(0)\ngc.collect()")
        _, result = self.result("collects.py", "--watch", "gc")
        collections = result["watched"]["gc"]["collections"]
        self.assertEqual(collections[0], 3)
        self.assertGreaterEqual(collections[2], 1)

    def test_no_watch_no_watched(self):
        self.write("empty.py", "")
        _, result = self.result("empty.py")
        self.assertEqual(result["watched"], {})
        self.assertIsNone(result["exercise"])

    def test_output_of_a_script_is_carried_as_text(self):
        self.write("prints.py", r"import sys; sys.stdout.buffer.write(b'a\xff\x00\x1b[31m'); print('b', file=sys.stderr)")
        process, result = self.result("prints.py")
        self.assertExit(process, PASSED)
        self.assertEqual(result["stdout"], "a\ufffd\0\x1b[31m")
        self.assertEqual(result["stderr"], "b\n")

    def test_numbers_that_json_does_not_know(self):
        self.write("floats.py", "import lab\nlab.observe('v', [float('inf'), float('nan'), 2**70, -(2**63)])")
        process = self.lab("run", "floats.py", "--log", "f.lablog")
        self.assertExit(process, PASSED)
        line = self.lab("log", "f.lablog", "--json", "--name", "v").stdout
        value = json.loads(line, parse_constant=lambda name: self.fail(name))["value"]
        self.assertEqual(int(value[2]), 2**70)
        self.assertEqual(value[3], -(2**63))
        self.assertTrue(math.isinf(float(value[0])))


class WrongAnswer(FrontTest):
    def test_each_is_told_with_the_check_that_it_fails(self):
        for slug in SLUGS:
            checks = json.loads(self.lab("run", "--json", slug).stdout)["results"][0]["checks"]
            here = {check["name"] for check in checks}  # those that apply to this Python
            for path in sorted((EXERCISES / "internals" / slug / "wrong").glob("*.py")):
                named = re.findall(r"^# fails: (.*)$", path.read_text(), re.MULTILINE)
                with self.subTest(f"{slug}/{path.name}"):
                    self.assertTrue(named)
                    if here.intersection(named):
                        self.assertNames(slug, path, here.intersection(named))

    def assertNames(self, slug, path, named):
        process = self.lab("run", slug, "--answer", path)
        self.assertExit(process, WRONG)
        text = " ".join(process.stdout.split())
        for name in named:
            self.assertIn(" ".join(name.split()), text)

    def test_a_wrong_answer_shows_expected_observed_and_why(self):
        path = sorted(EXERCISES.glob("internals/gc-cycles/wrong/*.py"))[0]
        text = self.lab("run", "gc-cycles", "--answer", path).stdout
        for word in ("expected", "observed", "why", "hint"):
            self.assertIn(word, text)


class Target(FrontTest):
    def test_module(self):
        process = self.lab("run", "-m", "json.tool", "--", "--help")
        self.assertExit(process, PASSED)
        self.assertIn("json.tool", process.stdout)

    def test_code_with_arguments(self):
        process = self.lab("run", "-c", "import sys; print(sys.argv)", "one", "--", "--two")
        self.assertExit(process, PASSED)
        self.assertIn("['-c', 'one', '--two']", process.stdout)

    def test_script_with_arguments(self):
        self.write("args.py", "import sys; print(sys.argv[1:])")
        process = self.lab("run", "args.py", "one", "--", "--two")
        self.assertIn("['one', '--two']", process.stdout)

    def test_standard_input_reaches_a_script(self):
        self.write("reads.py", "print(input()[::-1])")
        process = subprocess.run([LAB, "run", "reads.py"], input="abc\n", capture_output=True, text=True,
                                 cwd=self.folder, env=self.environment(), timeout=60)  # fmt: skip
        self.assertEqual(process.stdout, "cba\n")

    def test_exercise_takes_no_arguments(self):
        self.assertExit(self.lab("run", "gc-cycles", "more"), USAGE)


class Page(FrontTest):
    """What is on the screen: every line fits, and a pipe or NO_COLOR gets no escape sequences."""

    def on_terminal(self, slug, width=80, **changes):
        pid, terminal = pty.fork()
        if pid == 0:
            os.execve(LAB, ["lab", "run", slug],
                      self.environment(TERM="xterm-256color", COLUMNS=str(width), **changes))  # fmt: skip
        output = b""
        try:
            while chunk := os.read(terminal, 4096):
                output += chunk
        except OSError:
            pass
        os.close(terminal)
        _, status = os.waitpid(pid, 0)
        self.assertEqual(os.waitstatus_to_exitcode(status), PASSED)
        return output.decode().replace("\r\n", "\n")

    def assertFits(self, text, width):
        for line in re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines():
            cells = sum(
                0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
                for c in line
            )
            self.assertLessEqual(cells, width, line)

    def test_pages_fit(self):
        for slug in SLUGS:
            for width in (40, 80, 120):
                with self.subTest(slug=slug, width=width):
                    self.assertFits(self.on_terminal(slug, width), width)

    def test_terminal_has_colour(self):
        self.assertIn("\x1b[", self.on_terminal("gc-cycles"))

    def test_no_color(self):
        self.assertNotIn("\x1b", self.on_terminal("gc-cycles", NO_COLOR="1"))

    def test_pipe_has_no_escape_sequences(self):
        process = self.lab("run", "gc-cycles")
        self.assertNotIn("\x1b", process.stdout)
        self.assertFits(process.stdout, 80)

    def test_without_utf8_the_page_is_ascii(self):
        process = self.lab("run", "list-growth", environment=self.environment(LC_ALL="C"))
        self.assertExit(process, PASSED)
        process.stdout.encode("ascii")

    def test_first_light(self):
        text = self.lab("run", "gc-cycles").stdout
        self.assertIn("gc-cycles", text.splitlines()[0])
        self.assertIn("CPython", text.splitlines()[0])
        self.assertRegex(text, r"outdated since 3\.4")
        self.assertIn("PEP 442", text)

    def test_help_of_every_verb_has_examples(self):
        for verb in ("list", "show", "run", "check", "inspect", "log", "hosts", "doctor"):
            process = self.lab(verb, "--help")
            self.assertExit(process, PASSED)
            self.assertRegex(process.stdout, r"lab (\S+ )?" + verb, verb)


if __name__ == "__main__":
    unittest.main()
