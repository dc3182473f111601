"""`lab grade`: every format of one run, on the real binary."""

import base64
import json
import subprocess
import unittest
import xml.etree.ElementTree as ElementTree

from front import EXERCISES, SOURCE, WRONG, FrontTest

RIGHT = EXERCISES / "internals" / "gc-cycles" / "answer.py"
WRONG_ONE = EXERCISES / "internals" / "gc-cycles" / "wrong"


class Formats(FrontTest):
    def setUp(self):
        super().setUp()
        wrong = sorted(WRONG_ONE.glob("*.py"))[0]
        self.write("all/::error::x/gc-cycles.py", wrong.read_text())
        self.write("all/submission-02/gc-cycles.py", RIGHT.read_text())

    def graded(self, *options, **variables):
        process = self.lab("grade", "all", *options, environment=self.environment(**variables))
        self.assertExit(process, WRONG)
        return process

    def test_all_at_once_say_the_same(self):
        self.graded("--json", "r.json", "--junit", "j.xml", "--gradescope", "g.json", "--csv", "c.csv",
                    "--html", "p.html", "--exercism", "ex")
        results = json.loads((self.folder / "r.json").read_text())["results"]
        score = sum(result["score"] for result in results)
        self.assertGreater(score, 0)
        self.assertLess(score, sum(result["max_score"] for result in results))
        suites = ElementTree.parse(self.folder / "j.xml").getroot()
        cases = suites.findall("./testsuite/testcase")
        self.assertEqual(len(cases), sum(len(result["checks"]) for result in results))
        points = sum(float(one.get("value")) for one in suites.iter("property") if one.get("name") == "score")
        self.assertEqual(points, score)
        gradescope = json.loads((self.folder / "g.json").read_text())
        self.assertEqual(gradescope["score"], score)
        self.assertEqual(sum(test.get("score", 0) for test in gradescope["tests"]), score)
        rows = (self.folder / "c.csv").read_text().splitlines()
        self.assertEqual(len(rows), 1 + len(results))
        self.assertIn(f"{score:g} of ", (self.folder / "p.html").read_text())
        status = [json.loads((self.folder / "ex" / name / "gc-cycles" / "results.json").read_text())["status"]
                  for name in ("::error::x", "submission-02")]
        self.assertEqual(status, ["fail", "pass"])

    def validated(self, file):
        schema = SOURCE / "tests" / "report" / "junit.xsd"
        return subprocess.run(["xmllint", "--noout", "--schema", schema, file], capture_output=True, text=True)

    def test_junit_follows_the_schema(self):
        self.graded("--junit", "j.xml")
        for file in (self.folder / "j.xml", SOURCE / "tests" / "report" / "golden" / "junit.xml"):
            checked = self.validated(file)
            self.assertEqual(checked.returncode, 0, checked.stderr)

    def test_the_schema_refuses_what_readers_lose(self):
        self.graded("--junit", "j.xml")
        good = (self.folder / "j.xml").read_text()
        case = good[good.index("<testcase ") : good.index("</testcase>") + len("</testcase>")]
        for bad in (good.replace(case, case + case, 1), good.replace(' classname="', ' class="', 1),
                    good.replace('errors="0"', 'errors="none"', 1)):
            self.assertNotEqual(good, bad)
            self.assertEqual(self.validated(self.write("bad.xml", bad)).returncode, 3)

    def test_a_name_is_no_command_of_github(self):
        output, summary = self.folder / "output", self.folder / "summary"
        process = self.graded("--github", GITHUB_OUTPUT=str(output), GITHUB_STEP_SUMMARY=str(summary))
        lines = process.stdout.splitlines()
        token = lines[0].removeprefix("::stop-commands::")
        self.assertGreaterEqual(len(token), 32)
        end = lines.index(f"::{token}::")
        obeyed = [line for line in lines[end + 1 :] if line.startswith("::")]
        self.assertTrue(obeyed)
        for line in obeyed:
            self.assertRegex(line, r"^::(error|notice) ")
        self.assertIn("%3A%3Aerror%3A%3Ax", obeyed[0])
        result, points = output.read_text().splitlines()
        classroom = json.loads(base64.b64decode(result.removeprefix("result=")))
        self.assertEqual(f"points={sum(test['score'] for test in classroom['tests']):g}/{classroom['max_score']:g}",
                         points)
        self.assertIn("| submission-02 |", summary.read_text())

    def test_what_was_expected_is_hidden(self):
        self.graded("--json", "open.json")
        self.graded("--json", "r.json", "--junit", "j.xml", "--html", "p.html", "--hide-expected")
        told = [check["why"] for result in json.loads((self.folder / "open.json").read_text())["results"]
                for check in result["checks"] if check["status"] == "failed"]
        self.assertTrue(told)
        for name in ("r.json", "j.xml", "p.html"):
            text = (self.folder / name).read_text()
            for why in told:
                self.assertNotIn(why, text)
        for result in json.loads((self.folder / "r.json").read_text())["results"]:
            for check in result["checks"]:
                self.assertEqual((check["expected"], check["expected_text"]), (None, ""))

    def test_a_report_that_cannot_be_written(self):
        process = self.lab("grade", "all", "--junit", "nowhere/j.xml")
        self.assertExit(process, 2)
        self.assertIn("nowhere/j.xml", process.stderr)


if __name__ == "__main__":
    unittest.main()
