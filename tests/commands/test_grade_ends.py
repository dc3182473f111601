"""However lab grade ends: no process is left, no temporary file, and its report is valid."""

import json
import signal
import subprocess
import unittest

from front import COULD_NOT_RUN, INTERRUPTED, LAB
from grading import CRASHING, ENDLESS, RIGHT, GradingTest

KILLS_ITS_SUPERVISOR = "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n"
LEAVES_A_DAEMON = """\
import os, signal, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 32))
        while True:
            time.sleep(60)
    os._exit(0)
os.wait()
"""


class Submission(GradingTest):
    def test_crash_is_its_own(self):
        self.hand_in(a__one=RIGHT, b__one=CRASHING, c__one=RIGHT)
        _, results = self.grade(code=COULD_NOT_RUN)
        self.assertEqual([r["status"] for r in results], ["passed", "error", "passed"])
        self.assertIn("SIGSEGV", results[1]["message"])
        self.assertNothingLeft()

    def test_killer_of_its_supervisor(self):
        self.hand_in(a__one=RIGHT, b__one=KILLS_ITS_SUPERVISOR, **{f"c{n}__one": RIGHT for n in range(4)})
        for workers in "1", "2":
            _, results = self.grade("-j", workers, code=COULD_NOT_RUN)
            self.assertEqual([r["status"] for r in results], ["passed", "error"] + 4 * ["passed"])
            self.assertNothingLeft()

    def test_daemon_that_outlives_its_supervisor(self):
        self.hand_in(a__one=LEAVES_A_DAEMON + KILLS_ITS_SUPERVISOR, b__one=RIGHT)
        _, results = self.grade(code=COULD_NOT_RUN)
        self.assertEqual([r["status"] for r in results], ["error", "passed"])
        self.assertNothingLeft()


class Killed(GradingTest):
    """The front, while one submission is done and another never ends."""

    def begin(self):
        self.hand_in(a__one=RIGHT, b__one=LEAVES_A_DAEMON + ENDLESS + "value()\n", c__one=RIGHT)
        process = subprocess.Popen(
            [LAB, "grade", "submissions", "-j", "1", "--json", "r.json", "--limits", "wall=90,cpu=none"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            env=self.environment(),
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.assertEqual(process.stderr.readline(), "passed   a · one  4 of 4\n")
        return process

    def end_by(self, number):
        process = self.begin()
        process.send_signal(number)
        out, _ = process.communicate(timeout=60)
        self.assertEqual(process.returncode, INTERRUPTED)
        self.assertIn("interrupted: 2 of 3 were not run", out)
        self.assertEqual(self.points(self.results()), {("a", "one"): ("passed", 4)})
        self.assertNothingLeft()

    def test_by_ctrl_c(self):
        self.end_by(signal.SIGINT)

    def test_by_sigterm(self):
        self.end_by(signal.SIGTERM)

    def test_by_sighup(self):
        self.end_by(signal.SIGHUP)

    def test_by_sigkill(self):
        process = self.begin()
        process.kill()
        # The worker shares its stderr: the end of file says that it is gone.
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, -signal.SIGKILL)
        report = json.loads((self.folder / "r.json").read_text())
        self.assertLessEqual(len(report["results"]), 1)
        self.assertNothingLeft()


if __name__ == "__main__":
    unittest.main()
