"""The events of the `gil` watch, against what the programs do and the interpreter's own count."""

from collections import Counter

from gil_log import GilTest, ledgers

SPIN = """
import threading, time
def spin(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
"""


class Events(GilTest):
    def test_one_thread(self):
        ledger = self.run_one("x = sum(range(1000))")
        self.assertEqual(ledger.start["holder"], self.process_number())
        self.assertEqual(ledger.start["interval_us"], 5000)
        self.assertEqual(ledger.handoffs(), 0, "there is nobody to hand it to")
        self.assertEqual(ledger.count("wait"), 0)
        self.assertEqual(ledger.count("request"), 0)

    def process_number(self):
        return self.events[0]["pid"]

    def test_interval_is_the_one_that_is_set(self):
        code = "import sys, lab\nsys.setswitchinterval(0.25)\nlab.watch.gil().stop()"
        ledger = self.run_one(code, what="")
        self.assertEqual(ledger.start["interval_us"], 250_000)

    def test_each_read_lets_go_and_takes_again(self):
        code = "import os, lab\nfd = os.open('/dev/zero', os.O_RDONLY)\nwith lab.watch.gil():\n"
        code += "    for _ in range(1000): os.read(fd, 1)\n"
        ledger = self.run_one(code, what="")
        self.assertEqual(ledger.reasons(), {"blocking": 1000})
        self.assertEqual(ledger.count("take"), 1000)
        self.assertEqual(ledger.handoffs(), 0, "nobody else is there")

    def test_no_event_where_nothing_lets_go(self):
        code = "import lab\nwith lab.watch.gil():\n    x = sorted(range(1000), key=str)\n"
        ledger = self.run_one(code, what="")
        self.assertEqual(ledger.events, [])

    def test_spinners_are_made_to_let_go(self):
        code = SPIN + "ts = [threading.Thread(target=spin, args=(0.3,)) for _ in range(2)]\n"
        code += "for t in ts: t.start()\nfor t in ts: t.join()\n"
        ledger = self.run_one(code)
        reasons = ledger.reasons()
        # 0.6 s of work in slices of 5 ms are 120; a busy machine makes them longer.
        self.assertGreater(reasons["request"], 10)
        self.assertEqual(reasons["ended"], 2)
        self.assertGreater(ledger.handoffs(), reasons["request"])
        self.assertGreaterEqual(ledger.count("request"), reasons["request"])

    def test_forced_drop_is_followed_by_another_threads_take(self):
        code = SPIN + "ts = [threading.Thread(target=spin, args=(0.2,)) for _ in range(2)]\n"
        code += "for t in ts: t.start()\nfor t in ts: t.join()\n"
        ledger = self.run_one(code)
        holds = [e for e in ledger.events if e["event"] in ("gil.drop", "gil.take")]
        forced = 0
        for drop, take in zip(holds, holds[1:]):
            if drop["event"] == "gil.drop" and drop["reason"] == "request":
                forced += 1
                self.assertNotEqual(take["tid"], drop["tid"], "FORCE_SWITCHING")
                self.assertTrue(take["handoff"])
        self.assertGreater(forced, 5)

    def test_a_wait_comes_before_the_take_that_ends_it(self):
        code = SPIN + "ts = [threading.Thread(target=spin, args=(0.1,)) for _ in range(3)]\n"
        code += "for t in ts: t.start()\nfor t in ts: t.join()\n"
        ledger = self.run_one(code)
        waiting, ended = set(), 0
        for event in ledger.events:
            if event["event"] == "gil.wait":
                self.assertNotIn(event["tid"], waiting, "begins to wait twice")
                waiting.add(event["tid"])
            elif event["event"] == "gil.request":
                self.assertIn(event["tid"], waiting)
            elif event["event"] == "gil.take":
                ended += event["tid"] in waiting
                waiting.discard(event["tid"])
            else:
                self.assertNotIn(event["tid"], waiting)
        self.assertEqual(waiting, set())
        self.assertGreater(ended, 3)

    def test_a_long_c_call_is_asked_again_and_again(self):
        code = "import threading, time\nready = threading.Event()\n"
        code += "def other():\n    ready.set()\n    for _ in range(20): time.sleep(0.001)\n"
        code += "t = threading.Thread(target=other); t.start(); ready.wait()\n"
        code += "while t.is_alive(): sum(range(2_000_000))\n"
        ledger = self.run_one(code)
        (other,) = {e["tid"] for e in ledger.named("take")} - {ledger.pid}
        # One sum is a single call of C, several times as long as an interval.
        asked = [e["tid"] for e in ledger.named("request")].count(other)
        self.assertGreater(asked, ledger.reasons()["request"])
        self.assertGreater(ledger.reasons()["request"], 3)

    def test_blocking_call_while_a_request_is_pending(self):
        # One instruction, in which C sums for longer than an interval before each read: the drop is
        # requested by then, but it is the read that lets go and not the evaluation loop.
        code = "import operator, os, threading\nfd = os.open('/dev/zero', os.O_RDONLY)\n"
        code += "calls = [sum, os.read] * 10, [range(1_000_000), fd] * 10, [0, 1] * 10\n"
        code += "def work(): list(map(operator.call, *calls))\n"
        code += "ts = [threading.Thread(target=work) for _ in range(2)]\n"
        code += "for t in ts: t.start()\nfor t in ts: t.join()\n"
        ledger = self.run_one(code)
        drops = Counter((e["tid"], e["reason"]) for e in ledger.named("drop"))
        workers = {e["tid"] for e in ledger.named("drop")} - {ledger.pid}
        self.assertEqual(len(workers), 2)
        self.assertGreater(ledger.count("request"), 15)
        for worker in workers:
            self.assertGreaterEqual(drops[worker, "blocking"], 10)
            self.assertLess(drops[worker, "request"], 5)


class Names(GilTest):
    def test_names_and_daemon(self):
        code = "import threading\n"
        code += "gate = threading.Event()\n"
        code += "ts = [threading.Thread(target=gate.wait, name=f'worker {i}', daemon=i == 1)"
        code += " for i in range(3)]\n"
        code += "for t in ts: t.start()\ngate.set()\nfor t in ts: t.join()\n"
        self.run_one(code)
        told = {e["name"]: e["daemon"] for e in self.named(self.events, "gil.thread")}
        self.assertEqual(
            told, {"MainThread": False, "worker 0": False, "worker 1": True, "worker 2": False}
        )
        main = [t for t, name in self.names().items() if name == "MainThread"]
        self.assertEqual(main, [self.events[0]["pid"]])

    def test_thread_that_never_lets_go(self):
        code = "import threading\n"
        code += "for i in range(20):\n"
        code += "    t = threading.Thread(target=int, name=f'short {i}'); t.start(); t.join()\n"
        self.run_one(code)
        names = set(self.names().values())
        self.assertEqual(names - {"MainThread"}, {f"short {i}" for i in range(20)})

    def test_renamed(self):
        code = "import threading, os\n"
        code += "fd = os.open('/dev/zero', os.O_RDONLY)\n"
        code += "def work():\n"
        code += "    os.read(fd, 1)\n    threading.current_thread().name = 'after'\n"
        code += "    for _ in range(64): os.read(fd, 1)\n"
        code += "t = threading.Thread(target=work, name='before'); t.start(); t.join()\n"
        self.run_one(code)
        told = [e["name"] for e in self.named(self.events, "gil.thread")]
        self.assertEqual([n for n in told if n != "MainThread"], ["before", "after"])

    def test_subclass_with_its_own_dict(self):
        code = "import threading\n"
        code += "class Mine(threading.Thread):\n    def run(self): self.__dict__\n"
        code += "t = Mine(name='mine'); vars(t); t.start(); t.join()\n"
        self.run_one(code)
        self.assertIn("mine", self.names().values())

    def test_thread_of_the_low_level_module_has_none(self):
        code = "import _thread, time\ndone = []\n"
        code += "def work():\n    time.sleep(0.001); done.append(1)\n"
        code += "_thread.start_new_thread(work, ())\n"
        code += "while not done: time.sleep(0.001)\n"
        ledger = self.run_one(code)
        threads = {e["tid"] for e in ledger.named("take")}
        self.assertEqual(len(threads), 2)
        self.assertLessEqual(set(self.names()), {ledger.pid})

    def test_threading_module_spoilt_by_the_program(self):
        code = "import threading, sys, os\n"
        code += "fd = os.open('/dev/zero', os.O_RDONLY)\n"
        code += "for spoilt in (None, 3, {'a': 1}, {1: 2}, {threading.get_ident(): 4}):\n"
        code += "    threading._active = spoilt\n    os.read(fd, 1)\n"
        code += "sys.modules['threading'] = 5\nos.read(fd, 1)\n"
        code += "sys.modules[3] = 5\nos.read(fd, 1)\n"
        code += "os._exit(0)\n"
        self.run_watched(code)


class Watching(GilTest):
    def test_second_is_refused(self):
        code = "import lab\nfirst = lab.watch.gil()\n"
        code += "try: lab.watch.gil()\nexcept RuntimeError as error: print(error)\n"
        code += "first.stop()\nlab.watch.gil().stop()\n"
        self.assertEqual(len(self.run_watched(code, what="")), 2)
        self.assertIn("watched already", self.process.stdout)

    def test_without_a_log(self):
        process = self.start("-c", "import lab; lab.watch.gil()")
        self.assertEqual(process.returncode, 1)
        self.assertIn("records nothing", process.stderr)

    def test_events_are_counted(self):
        code = "import os, lab\nfd = os.open('/dev/zero', os.O_RDONLY)\nw = lab.watch.gil()\n"
        code += "for _ in range(10): os.read(fd, 1)\n"
        code += "print(w.events)\nw.stop()\nprint(w.events, repr(w.mode))\n"
        ledger = self.run_one(code, what="")
        counts = self.process.stdout.split()
        written = len(ledger.events) + 1 + len(self.named(self.events, "gil.thread"))
        self.assertLessEqual(int(counts[0]), written)
        self.assertGreaterEqual(int(counts[1]), 21)
        self.assertEqual(counts[2], "''")

    def test_footprint(self):
        self.run_one("import time; time.sleep(0)")
        (footprint,) = [e for e in self.named(self.events, "footprint") if e["watch"] == "gil"]
        self.assertGreater(footprint["events"], 2)
        self.assertGreater(footprint["nanoseconds"], 0)
        self.assertEqual((footprint["references"], footprint["blocks"]), (0, 0))

    def test_count_that_does_not_agree_is_said(self):
        # What the interpreter has counted is changed under the watch's eyes: a switch that nobody
        # has made. switch_number stands behind interval, last_holder and locked.
        code = "import ctypes, os, lab\nw = lab.watch.gil()\n"
        code += "number = ctypes.c_ulong.from_address(lab.gil.state()['address'] + 24)\n"
        code += "assert number.value == lab.gil.switch_number()\n"
        code += "number.value += 1\nw.stop()\n"
        (found,) = ledgers(self.watch(code, ""))
        counted = found.end["switch_number"] - found.start["switch_number"]
        self.assertEqual(counted, found.end["handoffs"] + 1)
        (notice,) = self.notices
        self.assertIn(f"{found.end['handoffs']} hand-offs are recorded", notice)
        self.assertIn(f"has counted {counted}", notice)

    def test_on_and_off_while_threads_run(self):
        code = SPIN + "import lab, os\n"
        code += "fd = os.open('/dev/zero', os.O_RDONLY)\nstop = False\n"
        code += "def read():\n    while not stop: os.read(fd, 1)\n"
        code += "def run():\n    while not stop: pass\n"
        code += "ts = [threading.Thread(target=f) for f in (read, read, run)]\n"
        code += "for t in ts: t.start()\n"
        code += "for i in range(100):\n    with lab.watch.gil(): time.sleep(0.0005 * (i % 4))\n"
        code += "stop = True\nfor t in ts: t.join()\n"
        found = self.run_watched(code, what="")
        self.assertEqual(len(found), 100)
        for ledger in found:
            self.assertIsNotNone(ledger.end)
        self.assertGreater(sum(ledger.handoffs() for ledger in found), 100)

    def test_begun_while_others_wait(self):
        code = "import threading, lab, sys\nsys.setswitchinterval(0.05)\n"
        code += "def run():\n    for _ in range(200_000): pass\n"
        code += "ts = [threading.Thread(target=run) for _ in range(4)]\n"
        code += "for t in ts: t.start()\n"
        code += "w = lab.watch.gil()\nfor t in ts: t.join()\nw.stop()\n"
        self.assertIsNotNone(self.run_one(code, what="").end)
