"""scripts/bench: how it presents and judges figures. The programs it measures are stand-ins."""

import json
import subprocess
import tempfile
import unittest
from pathlib import Path

from stand_in import ROOT

LAB = """#!/bin/sh
case "$*" in
  "hosts --json") echo '{"version": 1, "hosts": [{"version": "3.11.2", "program": "/bin/true", "python": "/bin/true"}]}' ;;
  *census.py) echo '{"objects": 1000000, "census_ms": 10, "walk_ms": 8, "counter_ms": 90}' ;;
  *"--watch gc"*gc_watch.py*) echo '{"on_ms": 1.5, "off_ms": 1.0}' ;;
  *execution.py*) echo '{"instructions": 1000, "bare_ns": 2, "compare_ns": 20, "write_ns": 60, "settrace_ns": 100}' ;;
  *) echo "no such run" >&2; exit 3 ;;
esac
"""
APPEND = """#!/bin/sh
echo '{"append_ns": 50.0, "clock_ns": 28.0, "two_threads_written": 100, "two_threads_read": 99}'
"""


class Bench(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.bin = Path(folder.name)
        for name, text in (("lab", LAB), ("lab_bench_append", APPEND)):
            (self.bin / name).write_text(text)
            (self.bin / name).chmod(0o755)

    def bench(self, *words, code=0):
        done = subprocess.run(
            ["/usr/bin/python3", ROOT / "scripts" / "bench", "--bin", self.bin, "--rounds", "3", *words],
            capture_output=True, text=True,
        )
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def figures(self, *words):
        data = json.loads(self.bench("--json", *words).stdout)
        return {figure["name"]: figure for figure in data["figures"]}, data["not_measured"]

    def test_difference_ratio_and_loss_are_judged(self):
        figures, _ = self.figures("append", "census", "gc-watch")
        self.assertEqual(figures["append 32 bytes, beyond the clock"]["value"], 22)
        met = {name: figure["met"] for name, figure in figures.items()}
        self.assertEqual(met, {
            "append 32 bytes, beyond the clock": True,
            "records of two threads, read / written": False,
            "census / Counter(map(type, gc.get_objects()))": True,
            "census / bare walk of the lists": True,
            "GC watching on / off, small collections": False,
            "GC watching on / off, a million objects stay": False,
        })

    def test_row_that_cannot_be_measured_says_why(self):
        figures, missing = self.figures("start", "census")
        self.assertEqual(len(figures), 2)
        [start] = missing
        self.assertEqual(start["row"], "start")
        self.assertIn("no such run", start["why"])

    def test_missed_target_fails_only_when_asked(self):
        self.assertIn("MISSED", self.bench("gc-watch").stdout)
        self.bench("gc-watch", "--check", code=1)
        self.bench("census", "--check")

    def test_unmeasured_row_fails_a_check(self):
        self.bench("start", "--check", code=1)

    def test_unknown_row(self):
        self.assertIn("gc-watch", self.bench("fast", code=2).stderr)


if __name__ == "__main__":
    unittest.main()
