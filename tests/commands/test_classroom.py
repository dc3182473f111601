"""Thirty submissions, ten exercises, three of each: a right one, a partly right one, a wrong or crashing
one. The points were worked out from what each of them gets wrong."""

import json
import unittest

from front import COULD_NOT_RUN, SOURCE, WRONG, FrontTest
from grading import without_times

CLASSROOM = SOURCE / "tests" / "classroom"

# exercise: points in all, of the partly right one, of the third (None: it does not come to its end).
# The right one of the first line is that of submission-01, the partly right one that of
# submission-02, the third that of submission-03; the next line begins with submission-02, and so on.
POINTS = {
    "copy-assignment": (11, 8, 4),  # one level copied; the starter
    "coroutines-generators": (10, 7, None),  # never primed; raises
    "deepcopy-pickle": (9, 7, 1),  # the cache is sent too; the starter
    "dict-layout": (7, 3, None),  # probes in a line; reaches for address 0, which is forbidden
    "gc-cycles": (7, 4, None),  # children hold the parent; leaves by sys.exit(0), having shown nothing
    "gc-generations": (7, 5, 0),  # looks at the counters alone; the starter
    "identity-hash-is": (7, 4, None),  # __eq__ without __hash__; aborts
    "list-growth": (7, 3, None),  # doubles; a syntax error
    "memory-manager": (5, 2, 1),  # copies the list; the starter
    "ordered-dict": (8, 5, None),  # looks for the oldest from the front; defines nothing
}


def expected():
    table = {}
    for number, (exercise, (most, partly, third)) in enumerate(POINTS.items()):
        persons = [f"submission-{(number + step) % 10 + 1:02}" for step in range(3)]
        table[persons[0], exercise] = ("passed", most, most)
        table[persons[1], exercise] = ("failed", partly, most)
        table[persons[2], exercise] = ("failed" if third is not None else "error", third or 0, most)
    return table


class Classroom(FrontTest):
    def grade(self, name, *options):
        process = self.lab("grade", CLASSROOM, "--json", name, *options)
        self.assertIn(process.returncode, (WRONG, COULD_NOT_RUN), process.stderr)
        return process, json.loads((self.folder / name).read_text())

    def comparable(self, report):
        """All but times and addresses of memory, which the addresses in messages are."""
        return [
            {key: value for key, value in result.items() if key not in ("watched", "stdout", "stderr", "checks")}
            | {"checks": [(check["name"], check["status"], check["points"]) for check in result["checks"]]}
            for result in without_times(report["results"])
        ]

    def test_points_twice_and_in_shards(self):
        process, whole = self.grade("whole.json")
        self.assertExit(process, COULD_NOT_RUN)  # some do not come to their end
        table = {
            (r["person"], r["exercise"]): (r["status"], r["score"], r["max_score"]) for r in whole["results"]
        }
        self.assertEqual(table, expected())
        self.assertTrue(whole["complete"])
        score = sum(points for _, points, _ in expected().values())
        most = sum(points for _, _, points in expected().values())
        self.assertIn(f"10 passed, 14 failed, 6 error; {score} of {most} points", process.stdout)

        _, again = self.grade("again.json", "-j", "1")
        self.assertEqual(self.comparable(again), self.comparable(whole))

        for index in 1, 2, 3:
            _, shard = self.grade(f"{index}.json", "--shard", f"{index}/3")
            self.assertEqual(len(shard["results"]), 10)
        merged = self.lab("merge", "3.json", "1.json", "2.json", "--json", "merged.json")
        self.assertExit(merged, COULD_NOT_RUN)
        report = json.loads((self.folder / "merged.json").read_text())
        self.assertEqual(self.comparable(report), self.comparable(whole))
        self.assertTrue(report["complete"])
        self.assertEqual(report["notes"], [])
        self.assertEqual(merged.stdout, process.stdout)


if __name__ == "__main__":
    unittest.main()
