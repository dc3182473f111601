"""What the log says of a process: that it started, what nothing caught, and how it ended."""

import os
import signal
import subprocess
import unittest

from driver import COULD_NOT_RUN, HOST, VERSION, HostTest, of_kind


class StartRecord(HostTest):
    def test_who_it_is(self):
        arguments = ["-X", "dev", "-c", "import os; print(os.getpid())", "é"]
        process, records = self.record(*arguments)
        start = records[0]
        self.assertEqual(start["kind"], "process_start")
        self.assertEqual(start["python"], VERSION)
        self.assertEqual(start["pid"], int(process.stdout))
        self.assertEqual(start["parent"], os.getpid())
        self.assertEqual(start["argv"], [str(HOST), *arguments])

    def test_debug_allocators(self):
        for arguments in (["-X", "dev"], ["-X", "dev", "-E"]):
            process, _ = self.record(*arguments, "-c", "print(1)")
            self.assertStatus(process, 0)
            self.assertEqual((process.stdout, process.stderr), ("1\n", ""))

    def test_no_log_no_hooks(self):
        """Without LAB_LOG the other variables mean nothing."""
        variables = {"LAB_WATCH": "gc,nonsense", "LAB_EXPERIMENT": "/nowhere", "LAB_LOG": ""}
        process = self.start("-c", "print(1)", variables=variables)
        self.assertStatus(process, 0)
        self.assertEqual((process.stdout, process.stderr), ("1\n", ""))


class UnusableLog(HostTest):
    def refused(self, path):
        process = self.start("-c", "print('ran')", variables={"LAB_LOG": path})
        self.assertStatus(process, COULD_NOT_RUN)
        self.assertEqual(process.stdout, "")
        self.assertIn("LAB_LOG", process.stderr)
        self.assertIn(str(path), process.stderr)

    def test_missing(self):
        self.refused(self.folder / "nowhere")

    def test_not_a_log(self):
        self.refused(self.write("run.lablog", "hello\n" * 1000))

    def test_a_folder(self):
        self.refused(self.folder)


@unittest.skipUnless(os.geteuid() == 0, "only root can become another user")
class AnotherUser(HostTest):
    NOBODY = 65534

    def test_a_child_that_is_another_user_runs_unrecorded(self):
        code = (
            "import os, subprocess, sys\n"
            f"child = subprocess.run([sys.executable, '-c', 'print(1)'], user={self.NOBODY}, cwd='/',\n"
            "                       capture_output=True, text=True)\n"
            "print(child.returncode, child.stdout, child.stderr)"
        )
        program = ["setpriv", "--reuid", str(self.NOBODY), "--clear-groups", HOST, "-c", ""]
        if subprocess.run(program, capture_output=True, cwd="/").returncode != 0:
            self.skipTest("the host's folder is closed to others")
        process, records = self.record("-c", code)
        self.assertStatus(process, 0)
        self.assertRegex(process.stdout, r"^0 1\n .*not recorded: LAB_LOG: .* is another user's\n")
        self.assertEqual(len(of_kind(records, "process_start")), 1)


class EndRecord(HostTest):
    def ends(self, code, *options):
        process, records = self.record(*options, "-c", code)
        self.assertNotIn("Fatal", process.stderr)
        return process, of_kind(records, "process_end"), records

    def check(self, code, status):
        process, ends, records = self.ends(code)
        self.assertStatus(process, status)
        self.assertEqual([end["status"] for end in ends], [status])
        self.assertIs(records[-1], ends[0])

    def test_of_a_plain_program(self):
        self.check("pass", 0)

    def test_system_exit(self):
        self.check("raise SystemExit(3)", 3)

    def test_system_exit_with_a_text(self):
        self.check("raise SystemExit('no')", 1)

    def test_system_exit_below_zero(self):
        self.check("raise SystemExit(-1)", 255)

    def test_uncaught_exception(self):
        self.check("1 / 0", 1)

    def test_exit_within_an_atexit_callback(self):
        self.check("import atexit; atexit.register(lambda: 1 / 0)", 0)

    def test_exit_in_c(self):
        self.check("import ctypes; ctypes.CDLL(None).exit(9)", 9)

    def test_version_option(self):
        process, records = self.record("-V")
        self.assertStatus(process, 0)
        self.assertEqual([r["kind"] for r in records], ["process_start", "process_end"])

    def test_start_that_fails(self):
        process, records = self.record("-c", "pass", variables={"PYTHONHOME": self.folder})
        self.assertEqual(of_kind(records, "process_end")[0]["status"], process.returncode)

    def test_forked_child_that_exits(self):
        code = (
            "import os, sys\n"
            "if os.fork() == 0: sys.exit(4)\n"
            "sys.exit(os.waitstatus_to_exitcode(os.wait()[1]) + 1)"
        )
        process, ends, records = self.ends(code)
        self.assertStatus(process, 5)
        self.assertEqual([end["status"] for end in ends], [4, 5])
        self.assertEqual(ends[1]["pid"], records[0]["pid"])
        self.assertNotEqual(ends[0]["pid"], records[0]["pid"])

    def test_os_exit_leaves_none(self):
        process, ends, _ = self.ends("import os; os._exit(6)")
        self.assertStatus(process, 6)
        self.assertEqual(ends, [])

    def test_exec_leaves_one_of_the_new_program_only(self):
        code = "import os, sys; os.execv(sys.executable, ['again', '-c', 'raise SystemExit(8)'])"
        process, ends, records = self.ends(code)
        self.assertStatus(process, 8)
        self.assertEqual([end["status"] for end in ends], [8])
        self.assertEqual(len({start["pid"] for start in of_kind(records, "process_start")}), 1)

    def test_daemon_thread_at_work(self):
        self.check(
            "import threading\nstarted = threading.Event()\n"
            "def work():\n  started.set()\n  while True: pass\n"
            "threading.Thread(target=work, daemon=True).start()\nstarted.wait()",
            0,
        )


class Killed(HostTest):
    """The log up to a sudden death is whole, and has no end record."""

    def check(self, code, number, *options):
        process, records = self.record(*options, "-c", code)
        self.assertStatus(process, -number)
        self.assertEqual([record["kind"] for record in records], ["process_start"])

    def test_null_pointer(self):
        self.check("import ctypes; ctypes.string_at(0)", signal.SIGSEGV)

    def test_null_pointer_with_faulthandler(self):
        self.check("import ctypes; ctypes.string_at(0)", signal.SIGSEGV, "-X", "faulthandler")

    def test_abort(self):
        self.check("import os; os.abort()", signal.SIGABRT)

    def test_sigkill(self):
        self.check("import os; os.kill(os.getpid(), 9)", signal.SIGKILL)

    def test_sigterm(self):
        self.check("import os; os.kill(os.getpid(), 15)", signal.SIGTERM)

    def test_forked_child_only(self):
        code = "import os\nif os.fork() == 0: os.kill(os.getpid(), 9)\nos.wait()"
        process, records = self.record("-c", code)
        self.assertStatus(process, 0)
        self.assertEqual([r["kind"] for r in records], ["process_start", "process_end"])
