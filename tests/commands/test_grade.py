"""lab grade: who gets which points, in which order, with which exit code."""

import json
import subprocess
import unittest

from front import COULD_NOT_RUN, LAB, PASSED, USAGE, WRONG
from grading import CRASHING, ENDLESS, PARTLY, RIGHT, WRONG_ANSWER, GradingTest, without_times


class Points(GradingTest):
    def test_reference_answers_when_no_path_is_given(self):
        process = self.lab("grade", "--json", "r.json")
        self.assertExit(process, PASSED)
        statuses = {r["exercise"]: r["status"] for r in self.results()}
        self.assertEqual(statuses, {"later": "skipped", "one": "passed", "two": "passed"})
        self.assertIn("2 passed, 1 skipped; 8 of 8 points", process.stdout)

    def test_each_person_and_exercise(self):
        self.hand_in(s01__one=RIGHT, s01__two=PARTLY, s02__one=WRONG_ANSWER, s02__two=RIGHT)
        process, results = self.grade(code=WRONG)
        self.assertEqual(
            self.points(results),
            {
                ("s01", "one"): ("passed", 4),
                ("s01", "two"): ("failed", 1),
                ("s02", "one"): ("failed", 0),
                ("s02", "two"): ("passed", 4),
            },
        )
        rows = [line.split() for line in process.stdout.splitlines() if line.strip()]
        self.assertIn(["person", "points", "one", "two"], rows)
        self.assertIn(["s01", "5/8", "4/4", "1/4"], rows)
        self.assertIn(["s02", "4/8", "0/4", "4/4"], rows)
        self.assertIn("next   lab run two --answer submissions/s01/two.py", process.stdout)

    def test_folder_of_files_belongs_to_nobody(self):
        self.hand_in(one=RIGHT, two=PARTLY)
        process, results = self.grade(code=WRONG)
        self.assertEqual([r["person"] for r in results], [None, None])
        self.assertIn("the double", process.stdout)  # the check that failed

    def test_several_folders_are_persons(self):
        self.hand_in(s01__one=RIGHT, s02__one=RIGHT)
        self.assertExit(self.lab("grade", "submissions/s01", "submissions/s02/", "--json", "r.json"), PASSED)
        self.assertEqual([r["person"] for r in self.results()], ["s01", "s02"])

    def test_one_submission_named_twice_is_run_once(self):
        self.hand_in(one=RIGHT)
        self.assertExit(self.lab("grade", "submissions", "submissions/one.py", "--json", "r.json"), PASSED)
        self.assertEqual(len(self.results()), 1)

    def test_same_results_for_any_number_of_workers(self):
        names = [f"p{number}" for number in range(6)]
        for number, name in enumerate(names):
            self.hand_in(**{f"{name}__one": (RIGHT, PARTLY, CRASHING)[number % 3], f"{name}__two": RIGHT})
        _, alone = self.grade("-j", "1", code=COULD_NOT_RUN)
        _, together = self.grade("-j", "4", code=COULD_NOT_RUN)
        self.assertEqual([(r["person"], r["exercise"]) for r in alone],
                         [(name, slug) for name in names for slug in ("one", "two")])
        self.assertEqual(without_times(alone), without_times(together))
        self.assertNothingLeft()

    def test_log_has_a_plain_line_for_each(self):
        self.hand_in(s01__one=RIGHT, s01__two=PARTLY)
        process, _ = self.grade("-j", "1")
        self.assertEqual(
            process.stderr.splitlines(),
            ["passed   s01 · one  4 of 4", "failed   s01 · two  1 of 4  1 of 2 checks did not hold"],
        )


class Options(GradingTest):
    def test_only(self):
        self.hand_in(one=WRONG_ANSWER, two=RIGHT)
        _, results = self.grade("--only", "two", code=PASSED)
        self.assertEqual([r["exercise"] for r in results], ["two"])

    def test_only_unknown(self):
        self.hand_in(one=RIGHT)
        process = self.lab("grade", "submissions", "--only", "oen")
        self.assertExit(process, USAGE)
        self.assertIn("'oen'; did you mean one", process.stderr)

    def test_only_what_nobody_handed_in(self):
        self.hand_in(one=RIGHT)
        self.assertExit(self.lab("grade", "submissions", "--only", "two"), USAGE)

    def test_fail_fast_ends_with_the_first_wrong_one(self):
        self.hand_in(a__one=RIGHT, b__one=PARTLY, **{f"c{n}__one": RIGHT for n in range(9)})
        for workers in "1", "3":
            process, results = self.grade("--fail-fast", "-j", workers, code=WRONG)
            self.assertEqual([r["person"] for r in results], ["a", "b"])
            self.assertIn("9 of 11 were not run", process.stdout)

    def test_skipped_counts_neither_way(self):
        self.hand_in(later=RIGHT)
        self.grade(code=PASSED)

    def test_require_makes_skipped_an_error(self):
        self.hand_in(later=RIGHT)
        _, [result] = self.grade("--require", code=COULD_NOT_RUN)
        self.assertEqual((result["status"], result["max_score"]), ("error", 4))
        self.assertIn("needs Python", result["message"])

    def test_min_score_is_each_persons_sum(self):
        self.hand_in(s01__one=RIGHT, s01__two=PARTLY, s02__one=PARTLY, s02__two=RIGHT)  # 5 of 8 each
        self.grade("--min-score", "60%", code=PASSED)
        self.grade("--min-score", "5", code=PASSED)
        process, _ = self.grade("--min-score", "63%", code=WRONG)
        self.assertIn("below the minimum: s02 has 5 of 8 points, 5.04 wanted", process.stdout)

    def test_min_score_that_is_none(self):
        self.hand_in(one=RIGHT)
        for score in "many", "101%", "-1", "%", "nan":
            process = self.lab("grade", "submissions", f"--min-score={score}")
            self.assertExit(process, USAGE)
            self.assertIn(score, process.stderr)

    def test_limits(self):
        self.hand_in(one=ENDLESS)
        _, [result] = self.grade("--limits", "wall=0.5", code=COULD_NOT_RUN)
        self.assertEqual((result["status"], result["cause"]), ("error", "wall-time"))

    def test_limits_that_are_none(self):
        self.hand_in(one=RIGHT)
        self.assertExit(self.lab("grade", "submissions", "--limits", "speed=9"), USAGE)

    def test_report_that_cannot_be_written(self):
        self.hand_in(one=RIGHT)
        process = self.lab("grade", "submissions", "--json", "none/r.json")
        self.assertExit(process, USAGE)
        self.assertIn("none/r.json: cannot be written", process.stderr)

    def test_report_into_a_device(self):
        self.hand_in(one=RIGHT)
        process = self.lab("grade", "submissions", "--json", "/dev/stdout")
        self.assertExit(process, PASSED)
        self.assertEqual(process.stdout.count('"results"'), 1)

    def test_paths_behind_two_dashes(self):
        self.hand_in(s01__one=RIGHT)
        process = self.lab("grade", "--", "submissions")
        self.assertExit(process, PASSED)
        self.assertIn("1 passed; 4 of 4 points", process.stdout)
        process = self.lab("grade", "--", "-x")
        self.assertExit(process, USAGE)
        self.assertIn("-x: no such file", process.stderr)

    def test_require_isolation(self):
        """A user namespace that knows root alone has nobody for root's runs to become."""
        self.hand_in(s01__one=RIGHT)
        namespace = ["unshare", "--user", "--map-root-user"]
        if subprocess.run([*namespace, "true"], capture_output=True).returncode != 0:
            self.skipTest("no user namespace can be had here")
        command = [*namespace, LAB, "grade", "submissions", "--json", "r.json"]
        options = {"cwd": self.folder, "env": self.environment(), "capture_output": True, "text": True}
        process = subprocess.run(command, timeout=100, **options)
        self.assertExit(process, PASSED)
        [note] = [note for note in json.loads((self.folder / "r.json").read_text())["notes"] if "user" in note]
        self.assertIn("runs stay root", note)
        process = subprocess.run([*command, "--require-isolation"], timeout=100, **options)
        self.assertExit(process, COULD_NOT_RUN)
        self.assertIn("runs stay root", process.stderr)

    def test_help_has_examples(self):
        process = self.lab("grade", "--help")
        self.assertExit(process, PASSED)
        self.assertIn("lab grade submissions", process.stdout)


class Output(GradingTest):
    def test_long_output_is_cut_in_the_middle(self):
        self.hand_in(one="print('first' + 'x' * 100_000 + 'last')\n" + RIGHT)
        _, [result] = self.grade(code=PASSED)
        self.assertLess(len(result["stdout"]), 17_000)
        self.assertTrue(result["stdout"].startswith("firstx"))
        self.assertTrue(result["stdout"].endswith("xlast\n"))
        self.assertIn("bytes left out", result["stdout"])

    def test_names_and_messages_are_harmless(self):
        self.write("submissions/\x1b[31mred\n::error::/one.py", "raise ValueError('\\x1b]0;title\\x07')\n")
        process, [result] = self.grade(code=COULD_NOT_RUN)
        self.assertEqual(result["person"], "\x1b[31mred\n::error::")
        for text in process.stdout, process.stderr:
            self.assertNotIn("\x1b", text)
            self.assertNotIn("\n::error", text)
        self.assertNotIn("\x1b", (self.folder / "r.json").read_text())


if __name__ == "__main__":
    unittest.main()
