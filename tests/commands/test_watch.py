"""lab watch: a program in the terminal while it runs."""

import os
import subprocess
import textwrap
import time

from front import LAB, PASSED, FrontTest
from test_replay import ReplayTest

WAITS = """
    import os, time

    cache = {}
    while not os.path.exists("go"):
        time.sleep(0.005)
    for i in range(5):
        cache[i] = i
    print("it went")
    """


class Watch(ReplayTest):
    def watch(self, *words, **options):
        return self.terminal("watch", *words, **options)

    def test_what_happens_is_on_the_screen_as_it_happens(self):
        self.write("demo.py", textwrap.dedent(WAITS))
        tmux = self.watch("demo.py", "--watch", "lines,gc,object:cache")
        screen = tmux.wait_for(lambda text: "live" in text and "cache dict" in text)
        self.assertNotIn("output it went", screen)
        self.write("go", "")
        tmux.wait_for("output it went")
        tmux.wait_for("ended")
        tmux.type("q")
        screen = tmux.wait_for("status 0")
        self.assertIn("lab replay", screen.replace("\n", ""))

    def test_a_saved_file_is_run_anew(self):
        script = self.write("demo.py", "print('the first')\n")
        tmux = self.watch("demo.py")
        tmux.wait_for("the first")
        script.write_text("print('the second')\n")
        screen = tmux.wait_for("the second")
        self.assertIn("run 2", screen)
        self.assertNotIn("the first", screen.splitlines()[-3])

    def test_an_exercise_shows_its_answers_and_its_points(self):
        tmux = self.watch("gc-cycles", width=110, height=34)
        screen = tmux.wait_for("passed 7/7")
        self.assertIn("gc-cycles · question 4", screen)
        self.assertIn("✓", screen)
        self.assertNotIn("✗", screen)
        tmux.type("Home")
        tmux.wait_for(lambda text: "○" in text and "✓" not in text)  # a screen is drawn row by row

    def test_an_answer_that_is_wrong_has_its_cross(self):
        answer = self.write("mine.py", "def make(*_): raise RuntimeError('no')\n")
        tmux = self.watch("gc-cycles", "--answer", answer, width=110, height=34)
        tmux.wait_for(lambda text: "error 0/7" in text or "failed" in text)

    def test_a_program_that_prints_much_is_shown_to_its_end(self):
        self.write("demo.py", "for i in range(100_000): print('line', i)\n")
        tmux = self.watch("demo.py", "--watch", "gc", "--limits", "output=64M")
        tmux.wait_for("line 99999")

    def test_leaving_ends_the_program(self):
        self.write("demo.py", "import os, time\nprint('pid', os.getpid())\nwhile True: time.sleep(1)\n")
        tmux = self.watch("demo.py")
        screen = tmux.wait_for(lambda text: "pid " in text and "live" in text)
        pid = next(line.split("pid ")[1].split()[0] for line in screen.splitlines() if "output pid" in line)
        tmux.type("q")
        tmux.wait_for("status 0")
        self.assertFalse(os.path.exists(f"/proc/{pid}"))

    def test_a_slow_pace_begins_at_the_programs_first_line(self):
        self.write("demo.py", textwrap.dedent("""
            for i in range(200):
                i * i
            """))
        tmux = self.watch("demo.py", "--pace", "5")
        tmux.wait_for(lambda text: "▶" in text and "paused" in text)
        tmux.type("Space")
        tmux.wait_for("plays")


class Followed(FrontTest):
    def test_plain_lines_of_a_log_that_grows_end_with_it(self):
        self.write("demo.py", textwrap.dedent(WAITS))
        run = subprocess.Popen([LAB, "run", "demo.py", "--watch", "lines,object:cache", "--log", "x.lablog"],
                               cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               env=self.environment())
        self.addCleanup(run.wait)
        log = self.folder / "x.lablog"
        deadline = time.monotonic() + 60
        while not log.exists() or self.lab("replay", "x.lablog", "--help").returncode != PASSED:
            self.assertLess(time.monotonic(), deadline)
        with subprocess.Popen([LAB, "replay", "x.lablog", "--plain"], cwd=self.folder, stdout=subprocess.PIPE,
                              text=True, env=self.environment()) as replay:
            first = replay.stdout.readline()
            self.write("go", "")
            rest = replay.stdout.read()
        self.assertEqual(replay.returncode, PASSED)
        # Python's start is left out where the program's first line was in the log already.
        self.assertRegex(first, "A process began|Line 2 of demo.py")
        self.assertIn("into cache", rest)
