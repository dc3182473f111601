"""Shards and merge: many machines give what one would have given, or say what is missing."""

import json
import unittest

from front import COULD_NOT_RUN, PASSED, USAGE, WRONG
from grading import CRASHING, PARTLY, RIGHT, GradingTest, without_times

ENGINES = ("CI_NODE_INDEX", "CI_NODE_TOTAL", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_MIN",
           "SLURM_ARRAY_TASK_COUNT", "JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", "TEST_SHARD_INDEX",
           "TEST_TOTAL_SHARDS", "TEST_SHARD_STATUS_FILE")


class ShardTest(GradingTest):
    def environment(self, **changes):
        environment = super().environment()
        for name in ENGINES:
            environment.pop(name, None)
        return environment | changes

    def class_of(self, count):
        for number in range(count):
            self.hand_in(**{f"p{number}__one": (RIGHT, PARTLY, CRASHING)[number % 3]})

    def report(self, name):
        return json.loads((self.folder / name).read_text())

    def persons(self, name):
        return [result["person"] for result in self.report(name)["results"]]


class Shards(ShardTest):
    def test_each_submission_is_in_one_shard(self):
        self.class_of(7)
        for index in 1, 2, 3:
            self.lab("grade", "submissions", "--shard", f"{index}/3", "--json", f"{index}.json")
        self.assertEqual(self.persons("1.json"), ["p0", "p3", "p6"])
        self.assertEqual(self.persons("2.json"), ["p1", "p4"])
        self.assertEqual(self.persons("3.json"), ["p2", "p5"])
        self.assertEqual(self.report("2.json")["notes"], ["shard 2/3: 2 of 7 submissions"])

    def test_more_shards_than_submissions(self):
        self.hand_in(one=RIGHT)
        process = self.lab("grade", "submissions", "--shard", "2/2", "--json", "r.json")
        self.assertExit(process, PASSED)
        self.assertEqual(self.report("r.json")["results"], [])

    def test_durations_balance(self):
        self.class_of(4)
        self.lab("grade", "submissions", "--json", "r.json")
        report = self.report("r.json")
        for result, seconds in zip(report["results"], (9, 1, 2, 5)):  # 9 | 5 + 2 + 1
            result["seconds"] = seconds
        self.write("earlier.json", json.dumps(report))
        for index in "12":
            self.lab("grade", "submissions", "--shard", f"{index}/2", "--durations", "earlier.json",
                     "--json", f"{index}.json")
        self.assertEqual(self.persons("1.json"), ["p0"])
        self.assertEqual(self.persons("2.json"), ["p1", "p2", "p3"])

    def test_not_a_shard(self):
        self.hand_in(one=RIGHT)
        for text in "0/3", "4/3", "1", "a/b", "1/3/5", "-1/3":
            process = self.lab("grade", "submissions", f"--shard={text}")
            self.assertExit(process, USAGE)
            self.assertIn(f"'{text}' is no shard", process.stderr)

    def test_durations_without_shard(self):
        self.hand_in(one=RIGHT)
        self.assertExit(self.lab("grade", "submissions", "--durations", "r.json"), USAGE)


class Auto(ShardTest):
    """The second of three, as each engine says it."""

    def assertSecondOfThree(self, **variables):
        self.class_of(3)
        self.lab("grade", "submissions", "--shard", "auto", "--json", "r.json",
                 environment=self.environment(**variables))
        self.assertEqual(self.persons("r.json"), ["p1"])

    def test_gitlab(self):
        self.assertSecondOfThree(CI_NODE_INDEX="2", CI_NODE_TOTAL="3")

    def test_slurm_counts_from_its_first_task(self):
        self.assertSecondOfThree(SLURM_ARRAY_TASK_ID="11", SLURM_ARRAY_TASK_MIN="10", SLURM_ARRAY_TASK_COUNT="3")

    def test_kubernetes(self):
        self.assertSecondOfThree(JOB_COMPLETION_INDEX="1", JOB_COMPLETIONS="3")

    def test_bazel_is_told(self):
        status = self.folder / "status"
        self.assertSecondOfThree(TEST_SHARD_INDEX="1", TEST_TOTAL_SHARDS="3", TEST_SHARD_STATUS_FILE=str(status))
        self.assertTrue(status.exists())

    def assertRefused(self, sentence, **variables):
        self.hand_in(one=RIGHT)
        process = self.lab("grade", "submissions", "--shard", "auto", environment=self.environment(**variables))
        self.assertExit(process, USAGE)
        self.assertIn(sentence, process.stderr)

    def test_no_engine(self):
        self.assertRefused("no engine says which shard this is")

    def test_half_of_the_variables(self):
        self.assertRefused("JOB_COMPLETION_INDEX=1 JOB_COMPLETIONS=(not set)", JOB_COMPLETION_INDEX="1")

    def test_variables_that_contradict(self):
        self.assertRefused("CI_NODE_INDEX=4 CI_NODE_TOTAL=3", CI_NODE_INDEX="4", CI_NODE_TOTAL="3")


class Merge(ShardTest):
    def setUp(self):
        super().setUp()
        self.class_of(6)
        self.whole = self.lab("grade", "submissions", "--json", "whole.json")
        for index in 1, 2, 3:
            self.lab("grade", "submissions", "--shard", f"{index}/3", "--json", f"{index}.json")

    def merge(self, *files, code):
        process = self.lab("merge", *files, "--json", "merged.json")
        self.assertExit(process, code)
        return process, self.report("merged.json")

    def test_all_shards_are_the_whole(self):
        process, merged = self.merge("2.json", "1.json", "3.json", code=COULD_NOT_RUN)  # p2 and p5 crash
        whole = self.report("whole.json")
        self.assertEqual(without_times(merged["results"]), without_times(whole["results"]))
        self.assertEqual(process.stdout, self.whole.stdout)
        self.assertEqual(merged["notes"], [])
        self.assertTrue(merged["complete"])

    def test_missing_shard(self):
        process, merged = self.merge("1.json", code=COULD_NOT_RUN)
        self.assertEqual(merged["notes"], ["missing: 2 of 3 shards, 2/3, 3/3"])
        self.assertFalse(merged["complete"])
        self.assertIn("note: missing: 2 of 3 shards", process.stdout)

    def test_duplicates_count_once(self):
        _, merged = self.merge("1.json", "2.json", "3.json", "whole.json", code=COULD_NOT_RUN)
        self.assertEqual(len(merged["results"]), 6)
        self.assertEqual(len(merged["notes"]), 6)
        self.assertIn(
            "duplicate: p0 · one (submissions/p0/one.py) in whole.json is in 1.json already, which counts",
            merged["notes"],
        )

    def test_part_that_was_interrupted(self):
        report = self.report("2.json")
        report["complete"] = False
        self.write("2.json", json.dumps(report))
        _, merged = self.merge("1.json", "2.json", "3.json", code=COULD_NOT_RUN)
        self.assertEqual(merged["notes"], ["2.json is not complete"])

    def test_exit_code_is_that_of_the_results(self):
        self.hand_in(p2__one=RIGHT, p5__one=PARTLY)
        self.lab("grade", "submissions", "--json", "whole.json")
        self.merge("whole.json", code=WRONG)
        process = self.lab("merge", "whole.json", "--min-score", "25%")
        self.assertExit(process, PASSED)

    def test_merged_once_more_is_the_same(self):
        self.merge("whole.json", code=COULD_NOT_RUN)
        first = (self.folder / "merged.json").read_text()
        self.merge("merged.json", code=COULD_NOT_RUN)
        self.assertEqual((self.folder / "merged.json").read_text(), first)


class NoReport(ShardTest):
    def assertRefused(self, text, sentence):
        self.write("r.json", text)
        process = self.lab("merge", "r.json")
        self.assertExit(process, USAGE)
        self.assertIn(sentence, process.stderr)

    def test_no_file(self):
        self.assertExit(self.lab("merge", "none.json"), USAGE)

    def test_no_json(self):
        self.assertRefused('{"version": 1,\n"results": [', "r.json:2: is no JSON")

    def test_binary(self):
        self.assertRefused(b"\x00\xff\xfe", "r.json:1: is no JSON")

    def test_other_version(self):
        self.assertRefused('{"version": 2, "results": []}', "version: 1 was expected")

    def test_field_of_another_type(self):
        self.assertRefused('{"version": 1, "results": [{"exercise": 5}]}', "results[0].exercise: a text was expected")

    def test_field_that_is_missing(self):
        self.assertRefused('{"version": 1}', 'no "results"')

    def test_a_list(self):
        self.assertRefused("[1, 2]", "an object was expected")

    def test_deep_nesting(self):
        self.hand_in(one=RIGHT)
        self.lab("grade", "submissions", "--json", "deep.json")
        report = self.report("deep.json")
        report["results"][0]["checks"][0]["observed"] = 0
        text = json.dumps(report).replace('"observed": 0', '"observed": ' + "[" * 100_000 + "]" * 100_000, 1)
        self.assertRefused(text, "nested deeper than any result")


if __name__ == "__main__":
    unittest.main()
