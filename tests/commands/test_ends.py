"""However the script ends, the front survives, says how it ended and what it saw last."""

import os
import pty
import select
import signal
import subprocess
import textwrap
import time
import unittest
import json

from front import COULD_NOT_RUN, INTERRUPTED, LAB, PASSED, WRONG, FrontTest

OBSERVE = "import lab\nlab.observe('before the end', 42)\n"


class Crash(FrontTest):
    def crash(self, code, *options):
        self.write("crash.py", OBSERVE + textwrap.dedent(code))
        return self.lab("run", "crash.py", *options)

    def assertSaysLast(self, process):
        self.assertExit(process, COULD_NOT_RUN)
        self.assertIn("before the end", process.stderr)

    def test_null_pointer(self):
        process = self.crash("import ctypes; ctypes.string_at(0)")
        self.assertSaysLast(process)
        self.assertIn("SIGSEGV", process.stderr)

    def test_c_stack_overflow(self):
        # A function of C that calls itself through Python's own comparison, without Python frames.
        process = self.crash(
            """
            import sys
            sys.setrecursionlimit(2**31 - 1)
            class C:
                def __repr__(self):
                    return repr(self)
            repr(C())
            """
        )
        if process.returncode == WRONG:  # from 3.12 CPython may notice in time: then it is an exception
            self.assertIn("RecursionError", process.stderr)
        else:
            self.assertSaysLast(process)

    def test_abort(self):
        process = self.crash("import os; os.abort()")
        self.assertSaysLast(process)
        self.assertIn("SIGABRT", process.stderr)

    def test_never_ends(self):
        process = self.crash("while True: pass", "--limits", "wall=0.5")
        self.assertSaysLast(process)
        self.assertIn("0.5 s", process.stderr)

    def test_sleeps_for_ever(self):
        process = self.crash("import time; time.sleep(1e6)", "--limits", "wall=0.5")
        self.assertSaysLast(process)

    def test_burns_processor_time(self):
        process = self.crash("while True: pass", "--limits", "cpu=0.3,wall=60")
        self.assertSaysLast(process)

    def test_eats_memory(self):
        process = self.crash(
            """
            import time
            block = bytearray(b'x') * (600 << 20)
            time.sleep(100)
            """,
            "--limits",
            "memory=300M,wall=60",
        )
        self.assertSaysLast(process)
        self.assertIn("memory", process.stderr)

    def test_uncaught_exception_has_file_and_line(self):
        self.write("fails.py", "def f():\n    raise ValueError('no\\x1b[31m')\nf()\n")
        process = self.lab("run", "fails.py", "--json")
        self.assertExit(process, WRONG)
        result = json.loads(process.stdout)["results"][0]
        self.assertEqual(result["cause"], "exception")
        self.assertIn("fails.py:2", result["message"])

    def test_os_exit_leaves_no_end_record(self):
        self.write("leaves.py", "import os; os._exit(0)")
        process = self.lab("run", "leaves.py", "--json")
        result = json.loads(process.stdout)["results"][0]
        self.assertEqual(result["cause"], "exited")

    def test_exit_status_of_a_script(self):
        for status, code in ((0, PASSED), (1, WRONG), (7, WRONG)):
            self.write("leaves.py", f"raise SystemExit({status})")
            self.assertExit(self.lab("run", "leaves.py"), code)

    def test_an_answer_that_crashes_is_an_error_not_a_pass(self):
        self.write("answer.py", "import os\nos.abort()\n")
        process = self.lab("run", "gc-cycles", "--answer", "answer.py", "--json")
        self.assertExit(process, COULD_NOT_RUN)
        result = json.loads(process.stdout)["results"][0]
        self.assertEqual((result["status"], result["cause"], result["score"]), ("error", "signal", 0))


class Killed(FrontTest):
    def test_kill_of_the_host_leaves_a_log_to_the_last_whole_record(self):
        script = """
            import lab, os, signal
            for number in range(1000):
                lab.observe('n', number)
            os.kill(os.getpid(), signal.SIGKILL)
            """
        self.write("killed.py", textwrap.dedent(script))
        process = self.lab("run", "killed.py", "--log", "k.lablog")
        self.assertExit(process, COULD_NOT_RUN)
        self.assertIn("SIGKILL", process.stderr)
        log = self.lab("log", "k.lablog", "--json", "--name", "n")
        values = [json.loads(line)["value"] for line in log.stdout.splitlines()]
        self.assertEqual(values, list(range(1000)))

    def test_kill_of_the_front_ends_the_script(self):
        self.write("waits.py", "import os, time\nprint(os.getpid(), flush=True)\ntime.sleep(1000)")
        front = subprocess.Popen(
            [LAB, "run", "waits.py"], stdout=subprocess.PIPE, cwd=self.folder, env=self.environment()
        )
        pid = int(front.stdout.readline())
        watched = os.pidfd_open(pid)
        front.kill()
        front.wait()
        front.stdout.close()
        ready, _, _ = select.select([watched], [], [], 30)
        os.close(watched)
        self.assertTrue(ready, "the script outlived the front")


class Interrupted(FrontTest):
    SCRIPT = """
        import lab, multiprocessing, os, time
        def child():
            print("child", os.getpid(), flush=True)
            time.sleep(1000)
        if __name__ == "__main__":
            lab.observe("before", 1)
            process = multiprocessing.get_context("fork").Process(target=child)
            process.start()
            process.join()
        """

    def test_ctrl_c_ends_the_run_and_its_children_and_keeps_the_log(self):
        self.write("waits.py", textwrap.dedent(self.SCRIPT))
        pid, terminal = pty.fork()
        if pid == 0:
            os.chdir(self.folder)
            os.execve(LAB, ["lab", "run", "waits.py", "--log", "w.lablog"], self.environment())
        output = b""
        while b"child" not in output or not output.endswith(b"\n"):
            output += os.read(terminal, 1000)
        child = os.pidfd_open(int(output.split(b"child ")[1].split()[0]))
        os.write(terminal, b"\x03")
        try:
            while os.read(terminal, 1000):
                pass
        except OSError:  # Linux says EIO when the other side is gone
            pass
        _, status = os.waitpid(pid, 0)
        ready, _, _ = select.select([child], [], [], 30)
        os.close(child)
        os.close(terminal)
        self.assertTrue(ready, "the child outlived the run")
        self.assertEqual(os.waitstatus_to_exitcode(status), INTERRUPTED)
        log = self.lab("log", "w.lablog", "--name", "before")
        self.assertIn("before = 1", log.stdout)

    def test_sigterm_to_the_front_ends_an_exercise(self):
        # The answer can say that it runs in its own folder only, whose name is made up for it.
        (self.folder / "tmp").mkdir()
        self.write("answer.py", "import time\nopen('ready', 'w').close()\ntime.sleep(1000)\n")
        front = subprocess.Popen(
            [LAB, "run", "gc-cycles", "--answer", "answer.py", "--limits", "wall=100"],
            stdout=subprocess.PIPE,
            cwd=self.folder,
            env=self.environment(TMPDIR=str(self.folder / "tmp")),
        )
        while front.poll() is None and not list(self.folder.glob("tmp/lab-*/ready")):
            time.sleep(0.01)
        front.send_signal(signal.SIGTERM)
        front.communicate()
        self.assertEqual(front.returncode, INTERRUPTED)


if __name__ == "__main__":
    unittest.main()
