"""What a program may do to its threads and processes while the GIL is watched: it goes on as without
the watch, and the ledger agrees with the interpreter up to the end."""

import unittest

from driver import SHORT
from gil_log import GilTest

READ = """
import os, threading, time
zero = os.open("/dev/zero", os.O_RDONLY)
def reads(count):
    for _ in range(count): os.read(zero, 1)
def spin(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end: pass
def start(*functions, **options):
    threads = [threading.Thread(target=f, **options) for f in functions]
    for t in threads: t.start()
    return threads
"""


class Ending(GilTest):
    def test_daemon_threads_at_finalization(self):
        code = READ + "def forever():\n    while True: os.read(zero, 1)\n"
        code += "def turn():\n    while True: pass\n"
        code += "start(forever, turn, turn, lambda: time.sleep(100), daemon=True)\ntime.sleep(0.05)\n"
        self.assertGreater(self.run_one(code).handoffs(), 3)

    def test_threads_that_are_alive_at_exit(self):
        code = READ + "start(*[lambda: (spin(0.05), reads(100))] * 4)\n"
        ledger = self.run_one(code)
        self.assertEqual(ledger.reasons()["ended"], 4, "the interpreter waits for them")

    def test_exit_in_the_middle(self):
        code = READ + "start(*[lambda: reads(10_000_000)] * 3, daemon=True)\nraise SystemExit(3)\n"
        self.run_one(code, status=3)

    def test_immediate_exit_in_a_thread(self):
        code = READ + "start(lambda: spin(5), lambda: (time.sleep(0.02), os._exit(7)))\n"
        (ledger,) = self.run_watched(code, status=7)
        self.assertIsNone(ledger.end, "the process came to no end")
        self.assertGreater(ledger.handoffs(), 1)

    def test_killed_in_the_middle(self):
        code = READ + "import signal\nstart(*[lambda: reads(10_000_000)] * 2)\n"
        code += "time.sleep(0.05)\nos.kill(os.getpid(), signal.SIGKILL)\n"
        (ledger,) = self.run_watched(code, status=-9)
        self.assertGreater(ledger.count("take"), 10)

    def test_stopped_at_exit_by_the_program_itself(self):
        code = READ + "import atexit, lab\nw = lab.watch.gil()\natexit.register(w.stop)\nreads(5)\n"
        self.assertEqual(self.run_one(code, what="").reasons()["blocking"], 5)


class Processes(GilTest):
    def by_process(self, found):
        mine = {}
        for ledger in found:
            self.assertNotIn(ledger.pid, mine, "one GIL for each process")
            mine[ledger.pid] = ledger
        return mine

    def test_fork_while_others_wait(self):
        code = READ + "ts = start(*[lambda: spin(0.3)] * 3)\n"
        code += "for i in range(5):\n    pid = os.fork()\n"
        code += "    if pid == 0:\n        ts = start(lambda: reads(50), lambda: reads(50))\n"
        code += "        for t in ts: t.join()\n        os._exit(i)\n"
        code += "    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
        code += "for t in ts: t.join()\n"
        found = self.by_process(self.run_watched(code))
        self.assertEqual(self.process.stdout.split(), ["0", "1", "2", "3", "4"])
        self.assertEqual(len(found), 6)
        for pid, ledger in found.items():
            if pid != self.events[0]["pid"]:
                self.assertEqual(ledger.start["holder"], pid, "its main thread is its only one")
                self.assertEqual(ledger.reasons()["ended"], 2)
                self.assertGreaterEqual(ledger.handoffs(), 2)

    def test_child_that_ends_in_order(self):
        code = READ + "pid = os.fork()\nif pid == 0: reads(10); raise SystemExit\n"
        code += "os.waitpid(pid, 0)\n"
        found = self.by_process(self.run_watched(code))
        self.assertEqual(len(found), 2)
        for ledger in found.values():
            self.assertIsNotNone(ledger.end)

    def test_fork_in_a_thread(self):
        code = READ + "def child():\n    pid = os.fork()\n    if pid == 0: reads(10); os._exit(0)\n"
        code += "    os.waitpid(pid, 0)\nts = start(child, lambda: spin(0.1))\n"
        code += "for t in ts: t.join()\n"
        self.assertEqual(len(self.by_process(self.run_watched(code))), 2)
        names = [e["name"] for e in self.named(self.events, "gil.thread")]
        self.assertEqual(names.count("Thread-1 (child)"), 2, "once in each process")

    def test_subprocesses(self):
        code = READ + "import subprocess, sys\nts = start(*[lambda: spin(0.2)] * 2)\n"
        code += "for _ in range(3): subprocess.run([sys.executable, '-c', 'pass'], check=True)\n"
        code += "for t in ts: t.join()\n"
        found = self.by_process(self.run_watched(code))
        self.assertEqual(len(found), 4)
        for ledger in found.values():
            self.assertIsNotNone(ledger.end)

    def test_pool_of_processes(self):
        script = "import multiprocessing as m, time\n"
        script += "def work(n): return sum(range(n))\n"
        script += "if __name__ == '__main__':\n"
        script += "    with m.get_context('{0}').Pool(3) as pool: print(sum(pool.map(work, range(30))))\n"
        for method in ("fork", "spawn"):
            with self.subTest(method):
                found = self.by_process(self.run_watched(script.format(method)))
                self.assertEqual(self.process.stdout.strip(), "4060")
                self.assertGreaterEqual(len(found), 4)


class Signals(GilTest):
    def test_signal_in_mid_wait(self):
        code = READ + "import signal\ngot = []\n"
        code += "signal.signal(signal.SIGALRM, lambda *a: got.append(1))\n"
        code += "signal.setitimer(signal.ITIMER_REAL, 0.002, 0.002)\n"
        code += "ts = start(*[lambda: spin(0.2)] * 2)\nfor t in ts: t.join()\n"
        code += "signal.setitimer(signal.ITIMER_REAL, 0)\nprint(len(got))\n"
        self.run_one(code)
        self.assertGreater(int(self.process.stdout), 3)

    def test_signal_at_a_thread_that_waits_for_the_gil(self):
        code = READ + "import signal\ngot = []\n"
        code += "signal.signal(signal.SIGUSR1, lambda *a: got.append(1))\n"
        code += "ts = start(*[lambda: [sum(range(300_000)) for _ in range(20)]] * 2)\n"
        code += "while any(t.is_alive() for t in ts):\n"
        code += "    for t in ts:\n        if t.is_alive(): signal.pthread_kill(t.ident, signal.SIGUSR1)\n"
        code += "print(len(got))\n"
        self.run_one(code)
        self.assertGreater(int(self.process.stdout), 0)


class Threads(GilTest):
    def test_500_threads(self):
        code = READ + "gate = threading.Barrier(501)\n"
        code += "ts = start(*[lambda: (gate.wait(), reads(20), spin(0.0005))] * 500)\n"
        code += "gate.wait()\nfor t in ts: t.join()\n"
        ledger = self.run_one(code)
        self.assertEqual(ledger.reasons()["ended"], 500)
        self.assertEqual(len({e["tid"] for e in ledger.named("take")}), 501)
        self.assertEqual(len(self.names()), 501)

    def test_exceptions_and_deep_recursion(self):
        code = READ + "def deep(n):\n    os.read(zero, 1)\n    return deep(n + 1)\n"
        code += "def fails():\n    try: deep(0)\n    except RecursionError: raise ValueError\n"
        code += "threading.excepthook = lambda args: None\n"
        code += "ts = start(*[fails] * 3)\nfor t in ts: t.join()\n"
        self.assertGreater(self.run_one(code).reasons()["blocking"], 1500)

    def test_errno_is_left_alone(self):
        code = READ + "ts = start(lambda: spin(0.3))\n"
        code += "kinds = set()\n"
        code += "while ts[0].is_alive():\n"
        code += "    try: os.open('/no such file', os.O_RDONLY)\n"
        code += "    except OSError as error: kinds.add(error.errno)\n"
        code += "print(kinds)\n"
        self.run_one(code)
        self.assertEqual(self.process.stdout.strip(), "{2}")

    def test_native_thread_that_attaches_and_detaches(self):
        # A thread of the C library's that enters Python again and again: each time CPython makes a
        # PyThreadState for it and takes that away.
        code = READ + "import ctypes\nlibc = ctypes.CDLL(None)\n"
        code += "seen = []\n"
        code += "@ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)\n"
        code += "def body(_):\n    seen.append(threading.get_native_id())\n"
        code += "tid = ctypes.c_ulong()\n"
        code += "ts = start(lambda: spin(0.1))\n"
        code += "for _ in range(50):\n"
        code += "    libc.pthread_create(ctypes.byref(tid), None, body, None)\n"
        code += "    libc.pthread_join(tid, None)\n"
        code += "for t in ts: t.join()\nprint(len(seen))\n"
        ledger = self.run_one(code)
        self.assertEqual(self.process.stdout.strip(), "50")
        self.assertEqual(ledger.reasons()["ended"], 51)
        self.assertEqual(
            {n for n in self.names().values()}, {"MainThread", "Thread-1 (<lambda>)"}
        )

    def test_attaching_many_times_in_one_native_thread(self):
        code = READ + "import ctypes\nlibc = ctypes.CDLL(None)\ncalls = []\n"
        code += "@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)\n"
        code += "def compare(a, b):\n    calls.append(threading.get_native_id()); return 0\n"
        code += "data = (ctypes.c_int * 64)()\n"
        code += "def sort(): libc.qsort(data, 64, 4, compare)\n"
        code += "ts = start(sort, sort)\nsort()\nfor t in ts: t.join()\nprint(len(set(calls)))\n"
        ledger = self.run_one(code)
        self.assertEqual(self.process.stdout.strip(), "3")
        self.assertGreater(ledger.reasons()["blocking"], 3 * 60)


@unittest.skipIf(SHORT == "3.11", "3.11 has one GIL for all interpreters")
class Interpreters(GilTest):
    MODULE = "_interpreters" if SHORT not in ("3.11", "3.12") else "_xxsubinterpreters"
    OWN = "i.create('isolated')" if SHORT not in ("3.11", "3.12") else "i.create(isolated=True)"
    HEAD = f"import {MODULE} as i, threading, os, time\n"

    def code(self, body):
        return self.HEAD + body.replace("OWN", self.OWN)

    def test_each_with_its_own(self):
        body = "ids = [OWN for _ in range(4)]\n"
        body += "text = 'import os\\nfd = os.open(\"/dev/zero\", os.O_RDONLY)\\n"
        body += "for _ in range(100): os.read(fd, 1)\\nos.close(fd)'\n"
        body += "ts = [threading.Thread(target=i.run_string, args=(n, text)) for n in ids]\n"
        body += "for t in ts: t.start()\nfor t in ts: t.join()\nfor n in ids: i.destroy(n)\n"
        found = self.run_watched(self.code(body))
        self.assertGreaterEqual(len(found), 5)
        self.assertEqual(len([x for x in found if not x.is_main and x.reasons()["blocking"] >= 100]), 4)
        for ledger in found:
            self.assertIsNotNone(ledger.end)

    def test_made_and_destroyed_again_and_again(self):
        body = "for _ in range(20):\n    n = OWN\n    i.run_string(n, 'x = 1')\n    i.destroy(n)\n"
        found = self.run_watched(self.code(body))
        self.assertEqual(len(found), 21)
        for ledger in found:
            self.assertIsNotNone(ledger.end)

    def test_watch_begins_while_they_run(self):
        body = "import lab\nids = [OWN for _ in range(2)]\n"
        body += "text = 'import os\\nfd = os.open(\"/dev/zero\", os.O_RDONLY)\\n"
        body += "for _ in range(20000): os.read(fd, 1)'\n"
        body += "ts = [threading.Thread(target=i.run_string, args=(n, text)) for n in ids]\n"
        body += "for t in ts: t.start()\n"
        body += "while any(t.is_alive() for t in ts):\n    with lab.watch.gil(): time.sleep(0.002)\n"
        body += "for n in ids: i.destroy(n)\n"
        found = self.run_watched(self.code(body), what="")
        self.assertGreater(len({x.start["gil"] for x in found}), 1)

    def test_alive_at_exit(self):
        body = "n = OWN\ni.run_string(n, 'x = 1')\n"
        self.assertEqual(len(self.run_watched(self.code(body))), 2)
