"""scripts/grade-action: the action for GitHub, run as its runner runs it."""

import base64
import json
import re
import unittest
from pathlib import Path

from action_run import ACTION, EXPRESSION, ActionTest, read_action
from stand_in import ROOT

RIGHT = (ROOT / "exercises/internals/gc-cycles/answer.py").read_text()
PARTLY = (ROOT / "tests/classroom/submission-06/gc-cycles.py").read_text()
TELLS = """#!{bash}
if [[ $1 != grade ]]; then exit; fi
printf '%s\\0' "$@" >"{state}/arguments"
env >"{state}/environment"
cat "{state}/output" >>"$GITHUB_OUTPUT"
"""


class ActionFile(unittest.TestCase):
    def setUp(self):
        self.action = read_action()
        self.steps = self.action["runs"]["steps"]

    def test_it_has_what_the_runner_asks_for(self):
        self.assertEqual(self.action["runs"]["using"], "composite")
        self.assertTrue(self.action["name"] and self.action["description"])
        for one in [*self.action["inputs"].values(), *self.action["outputs"].values()]:
            self.assertTrue(one["description"])
        for one in self.action["inputs"].values():
            self.assertIsInstance(one["default"], str)  # a bare true would be no text
        for step in self.steps:
            self.assertEqual(set(step), {"id", "shell", "env", "run"})
            self.assertEqual(step["shell"], "bash")

    def test_no_value_is_pasted_into_the_shell(self):
        for step in self.steps:
            self.assertNotIn("${{", step["run"])
            for value in step["env"].values():
                self.assertRegex(value, r"^\$\{\{ inputs\.[a-z-]+ \}\}$")

    def test_each_input_reaches_the_script(self):
        [step] = self.steps
        given = {EXPRESSION.fullmatch(value)[1].removeprefix("inputs."): name for name, value in step["env"].items()}
        self.assertEqual(set(given), set(self.action["inputs"]))
        script = (ACTION / "grade.sh").read_text()
        for name, variable in given.items():
            self.assertEqual(variable, "GRADE_" + name.upper().replace("-", "_"))
            self.assertRegex(script, rf"\$\{{{variable}[-:}}]")

    def test_outputs_are_of_a_step_that_is_there(self):
        for one in self.action["outputs"].values():
            self.assertRegex(one["value"], rf"^\$\{{\{{ steps\.{self.steps[0]['id']}\.outputs\.[a-z-]+ \}}\}}$")


class Graded(ActionTest):
    """By the real lab; the tools that would build it are stand-ins."""

    def setUp(self):
        super().setUp()
        self.use_real_lab()

    def test_right_answers_pass_the_step(self):
        self.hand_in("submissions/s01/gc-cycles.py", RIGHT)
        done = self.act()
        self.assertEqual((self.outputs["points"], self.outputs["max-points"]), ("7", "7"))
        report = json.loads(Path(self.outputs["result"]).read_text())
        self.assertEqual([(r["person"], r["status"]) for r in report["results"]], [("s01", "passed")])
        self.assertEqual(json.loads(base64.b64decode(self.outputs["classroom"]))["max_score"], 7)
        self.assertIn("7 of 7 points", self.summary)
        self.assertNotIn("::error", done.stdout)

    def test_wrong_answer_fails_the_step(self):
        self.hand_in("submissions/s01/gc-cycles.py", PARTLY)
        done = self.act(code=1)
        self.assertEqual((self.outputs["points"], self.outputs["max-points"]), ("4", "7"))
        self.assertRegex(done.stdout, r"(?m)^::error file=submissions/s01/gc-cycles.py,title=")
        self.assertIn("4 of 7 points", self.summary)

    def test_enough_points_pass_the_step(self):
        self.hand_in("submissions/s01/gc-cycles.py", PARTLY)
        self.act(min_score="50%")
        self.act(min_score="90%", code=1)

    def test_crash_fails_the_step(self):
        self.hand_in("submissions/s01/gc-cycles.py", "import os\nos.abort()\n")
        self.act(code=3)
        self.assertEqual(self.outputs["points"], "0")

    def test_blanks_and_quotes_in_paths(self):
        folder = """it's "my" $(touch pwned) `touch pwned` folder; touch pwned"""
        self.hand_in(f"{folder}/gc-cycles.py", RIGHT)
        (self.workspace / "to' go").mkdir()
        self.act(path=folder, json="to' go/$HOME *.json", junit='to\' go/"j".xml')
        self.assertEqual(self.outputs["result"], str(self.workspace / "to' go" / "$HOME *.json"))
        self.assertEqual(json.loads(Path(self.outputs["result"]).read_text())["results"][0]["status"], "passed")
        self.assertIn("<testsuites", (self.workspace / "to' go" / '"j".xml').read_text())
        self.assertEqual([path for path in self.workspace.rglob("pwned")], [])

    def test_several_paths_and_one_like_an_option(self):
        self.hand_in("first/gc-cycles.py", RIGHT)
        self.hand_in("--help/gc-cycles.py", PARTLY)
        self.act(path="first\n\n--help\n", code=1)
        self.assertEqual((self.outputs["points"], self.outputs["max-points"]), ("11", "14"))

    def test_hostile_names_set_no_output(self):
        for person in ("x\npoints=999", "::set-output name=points::999", "result<<END", "##[add-path]x"):
            self.hand_in(f"submissions/{person}/gc-cycles.py", PARTLY)
        name = "r\npoints=999\nresult<<E\nx\nE\n.json"
        done = self.act(json=name, code=1)
        self.assertEqual([name for name, _ in self.written], ["classroom", "points", "max-points", "result"])
        self.assertEqual((self.outputs["points"], self.outputs["max-points"]), ("16", "28"))
        self.assertEqual(self.outputs["result"], str(self.workspace / name))
        token = re.search("^::stop-commands::(.*)$", done.stdout, re.M)[1]
        before, _, rest = done.stdout.partition(f"::stop-commands::{token}\n")
        after = rest.split(f"::{token}::\n")[1]
        self.assertEqual([line for line in before.splitlines() if line.startswith("::")],
                         ["::group::Build the lab", "::endgroup::"])
        for line in after.splitlines():
            self.assertRegex(line, "^::error (file=[^:]*,)?title=[^:]*::[^:]")

    def test_unknown_exercise(self):
        self.hand_in("submissions/gc-cycles.py", RIGHT)
        done = self.act(only="gc-cycle", code=2)
        self.assertIn("gc-cycles", done.stderr)
        self.assertEqual((self.written, self.summary), ([], ""))

    def test_no_such_path(self):
        self.assertIn("submissions: no such file or folder", self.act(code=2).stderr)
        self.assertEqual(self.outputs["points"], "")


class Started(ActionTest):
    """What the lab is started with, as a stand-in of it tells."""

    def setUp(self):
        super().setUp()
        program = self.project.folder / "told"
        program.write_text(TELLS.format(bash=self.project.programs / "bash", state=self.project.state))
        program.chmod(0o755)
        self.project.use_lab(program)
        self.project.set("output", "result=e30=\npoints=3.5/7\n")

    def arguments(self):
        return (self.project.state / "arguments").read_text().split("\0")[:-1]

    def test_inputs_become_options(self):
        self.act(path="a\nb c", only="gc-cycles, gil\ndict-layout", min_score="80%", jobs="3", limits="wall=30",
                 shard="2/3", hide_expected="true", require_isolation="true", junit="j.xml", json="/tmp/r.json")
        self.assertEqual(self.arguments(), [
            "grade", "--github", "--only=gc-cycles", "--only=gil", "--only=dict-layout", "--min-score=80%",
            "--jobs=3", "--limits=wall=30", "--shard=2/3", "--junit=j.xml", "--json=/tmp/r.json", "--hide-expected",
            "--require-isolation", "a", "b c"])

    def test_inputs_left_out_become_none(self):
        self.act()
        verb, github, json_option, *rest = self.arguments()
        self.assertEqual((verb, github, rest), ("grade", "--github", ["submissions"]))
        self.assertTrue(json_option.startswith(f"--json={self.temp}/lab-grade."), json_option)

    def test_it_is_not_told_of_the_runner_s_files(self):
        self.act()
        told = dict(line.split("=", 1) for line in (self.project.state / "environment").read_text().splitlines())
        self.assertEqual({name for name in told if re.match("GITHUB|RUNNER|ACTIONS|GRADE", name)},
                         {"GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"})
        self.assertNotEqual(Path(told["GITHUB_OUTPUT"]), self.temp / "github_output")

    def test_outputs_that_are_not_the_lab_s_are_dropped(self):
        for said in ("result=e30=\npoints=7/7\nPATH=/evil\n", "points=7/7\nresult=e30=\npoints=7/7\n",
                     "result=e30=\npoints=1<<E/7\n", ""):
            self.project.set("output", said)
            self.act()
            self.assertEqual(self.written, [], said)

    def test_half_points(self):
        self.act()
        self.assertEqual(self.written, [("classroom", "e30="), ("points", "3.5"), ("max-points", "7")])

    def test_empty_path_is_refused(self):
        self.assertIn("path: is empty", self.act(path="\n\n", code=2).stderr)
        self.assertFalse((self.project.state / "arguments").exists())

    def test_flag_that_is_neither_true_nor_false(self):
        done = self.act(require_isolation="yes\n::error::x", code=2)
        self.assertIn("require-isolation: $'yes\\n::error::x' is neither true nor false", done.stderr)
        self.assertFalse((self.project.state / "arguments").exists())

    def test_build_that_fails(self):
        self.project.set("ninja-fails", "once\n")
        self.assertIn("the build in build/release failed", self.act(code=3).stderr)
        self.assertEqual((self.written, self.summary), ([], ""))

    def test_another_python_gets_a_host_first(self):
        done = self.act(python="nonsense", code=2)
        self.assertIn('"nonsense" is neither a version', done.stderr)
        self.assertFalse((self.project.state / "arguments").exists())
        program = self.add_interpreter("p/bin/python3.13")
        self.act(python=str(program))
        self.assertIn(str(program), self.project.called("cmake")[0])
        self.assertIn(f"--python={program}", self.arguments())

    def test_outside_of_github(self):
        done = self.project.run("grade-action/grade.sh")
        self.assertEqual(done.returncode, 2)
        self.assertIn("GITHUB_OUTPUT is not set", done.stderr)


if __name__ == "__main__":
    unittest.main()
