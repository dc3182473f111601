"""What programs do while a refcount is watched, in both modes: they go on as they would without."""

import signal

from driver import VERSION, of_kind
from refcount_log import HARDWARE, INSTRUCTION, SurvivalTest, ends, needs_hardware, writes

IMMORTAL = tuple(map(int, VERSION.split(".")[:2])) >= (3, 12)


class LivesTest(SurvivalTest):
    """How watched objects end, and what they are; run in each mode below."""

    def test_holds_no_reference_and_changes_no_count(self):
        self.run_script(
            "import lab, weakref\n"
            "class Thing: pass\n"
            "x = Thing()\n"
            "before = lab.refcount(x)\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "lab.observe('counts', [before, lab.refcount(x)])\n"
            "gone = weakref.ref(x)\n"
            "del x\n"
            "lab.observe('gone', gone() is None)\n"
        )
        self.assertEqual(self.observed()["counts"], [("int", 1), ("int", 1)])
        self.assertEqual(self.observed()["gone"], True)

    def test_arguments_behind_a_star_and_by_map(self):
        events = self.run_script(
            "import lab\n"
            "x = [1]\n"
            "first = lab.watch.refcount(*(x, 'x'))\n"
            "y = x\n"
            "first.stop()\n"
            "second = list(map(lab.watch.refcount, [x], ['z']))[0]\n"
            "y = None\n"
            "second.stop()\n"
            "lab.observe('now', lab.refcount(x))\n"
        )
        self.assertEqual(self.assertLedger(events, "x")[-1], 2)
        self.assertEqual(self.assertLedger(events, "z")[-1], 1)
        self.assertEqual(self.observed()["now"], ("int", 1))

    def test_deallocation_ends_it(self):
        events = self.run_script(
            "import lab\n"
            "for type in (object, list, dict, float, bytearray):\n"
            "    x = type()\n"
            "    watching = lab.watch.refcount(x, type.__name__)\n"
            "    x = None\n"
            "    many = [type() for _ in range(100)]\n"  # the block is another's now
            "    many = None\n"
        )
        for name in ("object", "list", "dict", "float", "bytearray"):
            self.assertEqual(self.assertLedger(events, name)[-1], 0, name)
            self.assertIn((name, "deallocated"), ends(events))
            self.assertEqual(len([e for e in writes(events, name) if e["value"] == 0]), 1, name)

    def test_finalizer_runs_before_the_end(self):
        events = self.run_script(
            "import lab\n"
            "class Thing:\n"
            "    def __del__(self): self.last = lab.refcount(self); lab.observe('in __del__', 1)\n"
            "x = Thing()\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "x = None\n"
            "lab.observe('after', 1)\n"
        )
        self.assertEqual(self.assertLedger(events)[-1], 0)
        self.assertEqual(ends(events), [("x", "deallocated")])
        names = [r.get("name") or r["event"] for r in self.records if r["kind"] in ("observation", "event")]
        self.assertLess(names.index("in __del__"), names.index("refcount.end"))
        self.assertLess(names.index("refcount.end"), names.index("after"))

    def test_resurrected_object_is_watched_on(self):
        events = self.run_script(
            "import lab\n"
            "kept = []\n"
            "class Thing:\n"
            "    def __del__(self): kept.append(self)\n"
            "x = Thing()\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "x = None\n"
            "y = kept[0]\n"
            "lab.observe('now', lab.refcount(y))\n"
            "del y\n"
            "kept.clear()\n"
            "lab.observe('after', 1)\n"
        )
        (now,) = [i for i, r in enumerate(self.records) if r.get("name") == "now"]
        before = [r for r in self.records[:now] if r["kind"] == "event"]
        self.assertEqual(ends(before), [])
        self.assertEqual(before[-1]["value"], 2)
        self.assertEqual(ends(events), [("x", "deallocated")])

    def test_generator_and_its_finalizer(self):
        events = self.run_script(
            "import lab\n"
            "def numbers():\n"
            "    try: yield 1\n"
            "    finally: lab.observe('closed', 1)\n"
            "x = numbers()\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "next(x)\n"
            "x = None\n"
        )
        self.assertEqual(self.assertLedger(events)[-1], 0)
        self.assertEqual(ends(events), [("x", "deallocated")])
        self.assertIn("closed", self.observed())

    def test_str_that_grows_and_moves(self):
        # += on the only reference reallocates in place or moves: then the old block is the allocator's.
        events = self.run_script(
            "import lab\n"
            "def grow(n):\n"
            "    x = 'ab' * n\n"
            "    watching = lab.watch.refcount(x, 'x')\n"
            "    for _ in range(200):\n"
            "        x += 'cd' * 50\n"
            "        y = ['ef' * n for _ in range(3)]\n"
            "    watching.stop()\n"
            "for n in (5, 200, 3000, 100_000): grow(n)\n"
        )
        self.assertTrue(all(0 <= e["value"] < 10 for e in writes(events)))
        self.assertEqual(len(ends(events)), 4)

    def test_dies_within_one_instruction_with_its_arena(self):
        events = self.run_script(
            "import lab\n"
            "many = [[] for _ in range(300_000)]\n"
            "watching = lab.watch.refcount(many[290_000], 'x')\n"
            "del many\n"
            "many = {}\n"
        )
        self.assertEqual(self.assertLedger(events)[-1], 0)
        self.assertEqual(ends(events), [("x", "deallocated")])

    def test_large_object(self):
        events = self.run_script(
            "import lab\n"
            "x = tuple(range(1_000_000))\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "y = x\n"
            "del x, y\n"
            "z = list(range(1_000_000))\n"
        )
        self.assertEqual(self.assertLedger(events)[-1], 0)
        self.assertEqual(ends(events), [("x", "deallocated")])

    def test_stopped(self):
        events = self.run_script(
            "import lab\nx = []\n"
            "with lab.watch.refcount(x, 'x') as watching:\n    y = x\n"
            "z = x\n"
            "watching.stop()\n"
            "lab.observe('events', watching.events)\n"
            "lab.observe('mode', watching.mode)\n"
        )
        self.assertEqual(self.assertLedger(events)[-1], 2)
        self.assertEqual(ends(events), [("x", "stopped")])
        self.assertEqual(self.observed()["events"], ("int", len(writes(events))))
        self.assertEqual(self.observed()["mode"], ("text", self.mode))
        (footprint,) = [e for e in of_kind(self.records, "event") if e["event"] == "footprint"]
        self.assertEqual((footprint["watch"], footprint["references"]), ("refcount:x", 0))
        self.assertEqual(footprint["events"], len(writes(events)))
        self.assertGreater(footprint["nanoseconds"], 0)

    def test_same_object_by_two_names(self):
        events = self.run_script(
            "import lab\nx = []\n"
            "a, b = lab.watch.refcount(x, 'a'), lab.watch.refcount(x, 'b')\n"
            "y = x\na.stop()\nz = x\nx = y = z = None\n"
        )
        self.assertEqual(self.assertLedger(events, "a")[-1], 2)
        self.assertEqual(self.assertLedger(events, "b")[-1], 0)

    def test_immortal_or_shared(self):
        events = self.run_script("import lab\nwatching = lab.watch.refcount(None, 'x')\ny = [None] * 3\n")
        self.assertEqual(events[0]["immortal"], IMMORTAL)
        self.assertEqual(events[-1]["event"], "refcount.end")
        told = " ".join(self.notices())
        if IMMORTAL:
            self.assertIn('"x" is immortal (PEP 683)', told)
            self.assertEqual(writes(events), [])
        else:
            self.assertIn('"x" is None, which everything in this interpreter shares', told)
            self.assertGreaterEqual(len(writes(events)), 2)
            self.assertLedger(events)

    def test_recursion_with_the_object_in_every_frame(self):
        events = self.run_script(
            "import lab, sys\nsys.setrecursionlimit(10**6)\nx = []\n"
            "def down(n, v):\n    return lab.refcount(v) if n == 0 else down(n - 1, v)\n"
            "with lab.watch.refcount(x, 'x'):\n    lab.observe('deep', down(3000, x))\n"
        )
        self.assertEqual(self.assertLedger(events)[-1], 1)
        highest = max(e["value"] for e in writes(events))
        self.assertGreaterEqual(highest, 3000)

    def test_exceptions_through_watched_code(self):
        events = self.run_script(
            "import lab\nx = []\n"
            "def fail(v):\n    try: raise KeyError(v)\n    finally: v.append\n"
            "with lab.watch.refcount(x, 'x'):\n"
            "    for _ in range(100):\n"
            "        try: fail(x)\n"
            "        except KeyError as e: assert e.args[0] is x\n"
            "print('all there')\n"
        )
        self.assertEqual(self.process.stdout.strip(), "all there")
        self.assertEqual(self.assertLedger(events)[-1], 1)

    def test_threads_there_and_to_come(self):
        events = self.run_script(
            "import lab, threading\nx = []\n"
            "go, done = threading.Event(), threading.Event()\n"
            "def work():\n    go.wait()\n    for _ in range(20): y = [x]\n    del y\n"
            "early = threading.Thread(target=work); early.start()\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "late = threading.Thread(target=work); late.start()\n"
            "go.set(); early.join(); late.join()\n"
            "y = x\n"
            "watching.stop()\n"
            "lab.observe('now', lab.refcount(x))\n"
        )
        self.assertEqual(len({e["tid"] for e in writes(events)}), 3)
        self.assertEqual(self.assertLedger(events)[-1], 2)
        self.assertEqual(self.observed()["now"], ("int", 2))

    def test_forked_child_writes_too(self):
        events = self.run_script(
            "import lab, os\nx = []\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "child = os.fork()\n"
            "if child == 0:\n"
            "    y = [x, x, x]\n"
            "    watching.stop()\n"
            "    os._exit(0)\n"
            "assert os.waitpid(child, 0)[1] == 0\n"
            "y = x\n"
        )
        parent = self.records[0]["pid"]
        child = [e["value"] for e in writes(events) if e["pid"] != parent]
        self.assertEqual(child[-1], 4)
        mine = [e for e in events if e["pid"] == parent]
        self.assertIn(2, [e["value"] for e in writes(mine)])
        self.assertEqual(ends(mine), [("x", "exit")])

    def test_fork_in_a_thread_and_exec_in_a_child(self):
        self.run_script(
            "import lab, os, subprocess, sys, threading\nx = []\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "def work():\n"
            "    child = os.fork()\n"
            "    if child == 0:\n"
            "        y = x\n"
            "        os.execv(sys.executable, [sys.executable, '-c', 'z = []; y = z'])\n"
            "    assert os.waitpid(child, 0)[1] == 0\n"
            "thread = threading.Thread(target=work); thread.start(); thread.join()\n"
            "run = [sys.executable, '-c', 'print(1)']\n"
            "assert subprocess.run(run, preexec_fn=lambda: [x]).returncode == 0\n"
            "assert subprocess.run(run).returncode == 0\n"
            "y = x\n"
        )
        self.assertEqual(self.process.stdout.split(), ["1", "1"])

    def test_at_shutdown(self):
        events = self.run_script(
            "import lab, os\n"
            "class Last:\n"
            "    def __del__(self, write=os.write): write(1, b'gone')\n"
            "last = [Last()]\n"
            "def open_at_exit():\n    yield last\n"
            "generator = open_at_exit(); next(generator)\n"
            "watchings = [lab.watch.refcount(o, n) for o, n in\n"
            "    ((last, 'list'), (last[0], 'last'), (generator, 'generator'))]\n"
            "last.append(generator)\n"
        )
        self.assertEqual(self.process.stdout, "gone")
        self.assertEqual(sorted(ends(events)), [(n, "exit") for n in ("generator", "last", "list")])


class ByComparison(LivesTest):
    mode = INSTRUCTION


@needs_hardware
class ByWatchpoint(LivesTest):
    mode = HARDWARE


@needs_hardware
class Signals(SurvivalTest):
    """SIGTRAP is ours now: what programs do with it, and what they do with our descriptors."""

    mode = HARDWARE

    def test_blocked_by_a_thread(self):
        events = self.run_script(
            "import lab, signal\nx = []\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTRAP})\n"
            "y = [x, x]\n"
            "signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTRAP})\n"
            "z = x\n"
            "watching.stop()\n"
            "lab.observe('now', lab.refcount(x))\n"
        )
        self.assertEqual(self.assertLedger(events)[-1], 4)
        self.assertEqual(self.observed()["now"], ("int", 4))
        late = [e for e in writes(events) if e["ip"] is None]
        self.assertGreaterEqual(len(late), 1)
        self.assertTrue(all(e["file"] is None and e["function"] is None for e in late))
        self.assertEqual(len([n for n in self.notices() if "blocked SIGTRAP" in n]), 1)

    def test_of_somebody_else_still_kills(self):
        self.run_script(
            "import lab, os, signal\nx = []\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "os.kill(os.getpid(), signal.SIGTRAP)\n",
            status=-signal.SIGTRAP,
        )

    def test_of_somebody_else_reaches_the_handler_before_ours(self):
        events = self.run_script(
            "import lab, os, signal\nx = []\n"
            "signal.signal(signal.SIGTRAP, lambda *_: print('trapped', flush=True))\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "os.kill(os.getpid(), signal.SIGTRAP)\n"
            "y = x\n"
        )
        self.assertEqual(self.process.stdout, "trapped\n")
        self.assertIn(2, [e["value"] for e in writes(events)])

    def test_handler_that_is_set_after_ours(self):
        events = self.run_script(
            "import lab, os, signal\nx = []\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "print(signal.signal(signal.SIGTRAP, lambda *_: print('trapped', flush=True)), flush=True)\n"
            "os.kill(os.getpid(), signal.SIGTRAP)\n"
            "y = x\n"
        )
        self.assertEqual(self.process.stdout.split("\n"), [str(signal.SIG_DFL), "trapped", ""])
        self.assertIn(2, [e["value"] for e in writes(events)])

    def test_every_signal_set_to_its_default(self):
        events = self.run_script(
            "import lab, os, signal\nx = []\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP, 32, 33}:\n"
            "    signal.signal(number, signal.SIG_DFL)\n"
            "y = x\n"
            "watching.stop()\n"
        )
        self.assertEqual(self.assertLedger(events)[-1], 2)

    def test_ignored(self):
        events = self.run_script(
            "import lab, os, signal\nx = []\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "signal.signal(signal.SIGTRAP, signal.SIG_IGN)\n"
            "os.kill(os.getpid(), signal.SIGTRAP)\n"
            "y = x\n"
            "watching.stop()\n"
        )
        self.assertEqual(self.assertLedger(events)[-1], 2)

    def test_faulthandler(self):
        self.run_script(
            "import faulthandler, lab\nx = []\nfaulthandler.enable()\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "y = x\n"
            "faulthandler.dump_traceback()\n"
            "faulthandler._sigsegv()\n",
            status=-signal.SIGSEGV,
        )
        self.assertIn("Segmentation fault", self.process.stderr)

    def test_descriptors_closed_by_the_program(self):
        self.run_script(
            "import lab, os\nx = []\n"
            "watching = lab.watch.refcount(x, 'x')\n"
            "os.closerange(3, 4096)\n"
            "files = [open('/dev/null') for _ in range(600)]\n"
            "y = x\n"
            "watching.stop()\n"
            "print(sum(not f.closed and f.fileno() >= 0 and os.fstat(f.fileno()).st_ino > 0 for f in files))\n"
        )
        self.assertEqual(self.process.stdout.strip(), "600")
        self.assertEqual(len([n for n in self.notices() if "descriptors" in n]), 1)
