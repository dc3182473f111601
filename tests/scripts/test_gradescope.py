"""The zip of scripts/gradescope-zip, set up and run as Gradescope does, by the real lab."""

import os
import unittest

from gradescope import AutograderTest
from stand_in import ROOT

RIGHT = (ROOT / "exercises/internals/gc-cycles/answer.py").read_text()
PARTLY = (ROOT / "tests/classroom/submission-06/gc-cycles.py").read_text()  # 4 of its 7 points
DICT_RIGHT = (ROOT / "exercises/internals/dict-layout/answer.py").read_text()


class SettingUp(AutograderTest):
    def test_reference_answers_pass(self):
        self.unpack("gc-cycles", "dict-layout")
        self.use_built_lab()
        done = self.set_up()
        self.assertIn("2 passed; 14 of 14 points", done.stdout)
        self.assertEqual(self.project.called("apt-get"), [])
        self.assertEqual(len(self.project.called("ninja")), 1)

    def test_what_is_missing_is_installed_and_built(self):
        self.unpack("gc-cycles")
        self.project.uninstall("ninja-build")
        self.set_up()
        self.assertIn("ninja-build", self.project.called("apt-get")[1])
        self.assertTrue((self.autograder / "source/lab/build/release/bin/lab").exists())

    def test_image_in_which_the_reference_answers_fail(self):
        self.unpack("gc-cycles", "--limits", "wall=0.01")
        self.use_built_lab()
        self.assertIn("the reference answers do not pass in this image", self.set_up(code=3).stderr)

    def test_image_whose_python_is_too_old(self):
        self.unpack("gc-cycles")
        self.project.add_python("3.10.12")
        program = self.add_interpreter("programs/python3.11", "3.11.0")
        self.set_up()
        self.assertIn("python3.11-dev", "\n".join(self.project.called("apt-get")))
        self.assertIn(f"-DLAB_PYTHONS={program}", self.project.called("cmake")[0])

    def test_python_that_the_image_has_not(self):
        self.unpack("gc-cycles", "--python", "3.14")
        self.project.set("no-network")
        self.assertIn("python3.14-dev cannot be installed in this image", self.set_up(code=3).stderr)


class Uploaded(AutograderTest):
    def begin(self, *words):
        self.unpack(*words)
        self.use_built_lab()

    def test_right_answer(self):
        self.begin("gc-cycles")
        self.upload("gc-cycles.py", RIGHT)
        whole = self.run_autograder()
        self.assertEqual((whole["score"], self.rows(whole)["gc-cycles"][0]), (7, "passed"))

    def test_wrong_answer(self):
        self.begin("gc-cycles")
        self.upload("gc-cycles.py", PARTLY)
        whole = self.run_autograder()
        self.assertEqual((whole["score"], self.rows(whole)["gc-cycles"][0]), (4, "failed"))
        self.assertIn("expected", str(whole["tests"]))

    def test_what_was_expected_is_hidden(self):
        self.begin("gc-cycles", "--hide-expected")
        self.upload("gc-cycles.py", PARTLY)
        whole = self.run_autograder()
        self.assertEqual(whole["score"], 4)
        self.assertNotIn("expected", str(whole["tests"]))

    def test_answer_that_crashes(self):
        self.begin("gc-cycles")
        self.upload("gc-cycles.py", "import os\nos.abort()\n")
        whole = self.run_autograder()
        self.assertEqual(whole["score"], 0)
        self.assertIn("SIGABRT", self.rows(whole)["gc-cycles"][1])

    def test_one_of_two_is_missing(self):
        self.begin("gc-cycles", "dict-layout")
        self.upload("dict-layout.py", DICT_RIGHT)
        self.upload("notes.py", "raise SystemExit\n")
        whole = self.run_autograder()
        self.assertEqual(whole["score"], 7)
        self.assertEqual(self.rows(whole)["gc-cycles"], (
            "failed", "gc-cycles.py was not handed in. Handed in: dict-layout.py, notes.py."))
        self.assertEqual(whole["tests"][-1]["max_score"], 7)

    def test_nothing_was_handed_in(self):
        self.begin("gc-cycles", "dict-layout")
        whole = self.run_autograder()
        self.assertEqual(whole["score"], 0)
        self.assertEqual([(row["name"], row["output"], row["max_score"]) for row in whole["tests"]], [
            (slug, f"{slug}.py was not handed in. No .py file was.", 7) for slug in ("gc-cycles", "dict-layout")])

    def test_one_exercise_and_one_file_of_any_name(self):
        self.begin("gc-cycles")
        for name in ("mine.py", "it's \"mine\" $(touch x) ::error::.py", "a\nb.py", b"\xff\xfe.py", "-x.py"):
            with self.subTest(name):
                self.upload(name, RIGHT)
                self.assertEqual(self.run_autograder()["score"], 7)
                self.take_back()

    def test_hostile_names_beside_none_that_is_right(self):
        self.begin("gc-cycles")
        for name in ("a\nb\x1b[2J.py", b"\xff\xfe.py", "<script>.py"):
            self.upload(name, RIGHT)
        whole = self.run_autograder()
        self.assertEqual((whole["score"], whole["output_format"]), (0, "text"))
        self.assertEqual(self.rows(whole)["gc-cycles"][1],
                         "gc-cycles.py was not handed in. Handed in: <script>.py, a\\x0ab\\x1b[2J.py, \ufffd\ufffd.py.")

    def test_more_files_than_a_sentence_names(self):
        self.begin("gc-cycles")
        for number in range(7):
            self.upload(f"part{number}.py", RIGHT)
        self.assertIn("part4.py and 2 more.", self.rows(self.run_autograder())["gc-cycles"][1])

    def test_within_a_folder(self):
        self.begin("gc-cycles")
        self.upload("week 3/gc-cycles.py", RIGHT)
        self.upload("week 3/__pycache__/gc-cycles.py", PARTLY)
        self.upload("__MACOSX/gc-cycles.py", PARTLY)
        self.upload("old/first/gc-cycles.py", PARTLY)
        self.assertEqual(self.run_autograder()["score"], 7)

    def test_handed_in_twice(self):
        self.begin("gc-cycles")
        self.upload("a/gc-cycles.py", RIGHT)
        self.upload("b/gc-cycles.py", RIGHT)
        whole = self.run_autograder()
        self.assertEqual(self.rows(whole)["gc-cycles"], (
            "failed", "handed in more than once: a/gc-cycles.py, b/gc-cycles.py. Hand in one gc-cycles.py."))

    def test_link_to_the_reference_answer(self):
        self.begin("gc-cycles")
        answer = self.autograder / "source/lab/exercises/internals/gc-cycles/answer.py"
        for name, said in (("gc-cycles.py", "is a symbolic link"), ("mine.py", "was not handed in")):
            with self.subTest(name):
                os.symlink(answer, self.submission / name)
                whole = self.run_autograder()
                self.assertEqual(whole["score"], 0)
                self.assertIn(said, self.rows(whole)["gc-cycles"][1])
                self.take_back()

    def test_pipe_blocks_nobody(self):
        self.begin("gc-cycles")
        os.mkfifo(self.submission / "mine.py")
        self.assertIn("was not handed in", self.rows(self.run_autograder())["gc-cycles"][1])
        os.mkfifo(self.submission / "gc-cycles.py")
        self.assertIn("is a named pipe", self.rows(self.run_autograder())["gc-cycles"][1])


class Broken(AutograderTest):
    """Where something of ours fails, the result says so and gives no points."""

    def assertOurs(self, said):
        whole = self.run_autograder()
        self.assertEqual(whole["score"], 0)
        self.assertNotIn("tests", whole)
        self.assertIn("no fault of your answer", whole["output"])
        self.assertIn(said, whole["output"])
        return whole

    def begin(self, lab=None):
        self.unpack("gc-cycles")
        self.upload("gc-cycles.py", RIGHT)
        if lab:
            self.project.add_program("told", lab)
            self.use_built_lab(self.project.programs / "told")

    def test_lab_was_not_built(self):
        self.begin()
        self.assertOurs("No such file or directory")

    def test_lab_refuses_the_command_line(self):
        self.begin("echo 'lab: --limits: no limit' >&2; exit 2")
        self.assertOurs("lab grade ended with 2 lab: --limits: no limit")

    def test_lab_is_killed_with_half_a_report(self):
        self.begin("""for word; do case $word in --gradescope=*) report=${word#*=} ;; esac; done
echo '{"score": 7, "tests": [{"name": "gc-cycles"}]}' >"$report"; kill -9 $$""")
        self.assertOurs("lab grade ended with -9")

    def test_lab_reports_on_nothing(self):
        self.begin("""for word; do case $word in --gradescope=*) report=${word#*=} ;; esac; done
echo '{"score": 7, "tests": []}' >"$report" """)
        self.assertOurs("lab grade ended with 0")

    def test_report_of_another_submission_does_not_stay(self):
        self.begin("exit 0")
        (self.autograder / "results" / "results.json").write_text('{"score": 7, "tests": [{"name": "gc-cycles"}]}')
        self.assertOurs("lab grade ended with 0")

    def test_configuration_is_gone(self):
        self.begin("exit 0")
        (self.autograder / "source" / "autograder.conf").unlink()
        self.assertOurs("autograder.conf")

    def test_grading_cannot_even_start(self):
        self.begin()
        (self.autograder / "source/lab/scripts/gradescope/uploads.py").unlink()
        self.assertOurs("could not start")


if __name__ == "__main__":
    unittest.main()
