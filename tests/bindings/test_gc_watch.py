"""The gc watch: its events against what Python's own callback sees, and what it survives."""

import json

from driver import HostTest, of_kind

# A callback of the program's own notes what it is told and how long the lists are, beside the watch.
NOTING = """
import gc
gc.disable()
import json, sys
import lab
gc.collect()
noted = []
def note(phase, info, lengths=lab.gc.generations):
    found = lengths()
    noted.append((phase, dict(info), [g["length"] for g in found[:3]], [g["collections"] for g in found[:3]]))
class Node:
    pass
def cycles(n):
    for _ in range(n):
        a = Node()
        a.me = a
"""
PRINTING = "\ngc.callbacks.remove(note)\nprint(json.dumps(noted))\n"


# From 3.12 a collection that start-up made due runs in the program's first instructions, on some
# installations and not on others. What is told here begins behind it.
BEGINNING = "import gc; gc.disable(); import lab; gc.collect(); lab.observe('begin', 1); gc.enable()\n"


class GcWatchTest(HostTest):
    def watch(self, code, status=0, what="gc", **options):
        variables = {"LAB_WATCH": what}
        process, records = self.record("-c", BEGINNING + code, variables=variables, **options)
        self.assertStatus(process, status)
        begin = [r["kind"] == "observation" and r["name"] == "begin" for r in records].index(True)
        self.records = [r for r in records[:begin] if r["kind"] == "notice"] + records[begin:]
        records = self.records
        self.process = process
        return self.events(of_kind(records, "event"))

    def events(self, records):
        """The events with what is absent as None, in the order of the log."""
        return [self.with_absent(record) for record in records if record["event"].startswith("gc.")]

    def with_absent(self, record):
        fields = [n for n in record if n not in ("kind", "time", "pid", "tid", "event")]
        mask = record[fields[0]]
        values = {n: None if mask >> i & 1 else record[n] for i, n in enumerate(fields) if i > 0}
        return {"event": record["event"], "pid": record["pid"], "tid": record["tid"],
                "time": record["time"], **values}

    def watch_from_full(self, code, **options):
        """The events from the program's first full collection on. From 3.12 a collection that start-up
        has made due comes before the first line could forbid it."""
        events = self.watch(code, **options)
        return events[next(i for i, e in enumerate(events) if e["generation"] == 2) :]

    def notices(self):
        return [record["text"] for record in of_kind(self.records, "notice")]

    def assertPaired(self, events):
        """Every start has its stop, in each process."""
        for pid in {event["pid"] for event in events}:
            phases = [event["event"] for event in events if event["pid"] == pid]
            self.assertEqual(phases, ["gc.start", "gc.stop"] * (len(phases) // 2))


class AgainstCallbacks(GcWatchTest):
    SCRIPT = NOTING + """
gc.callbacks.append(note)
gc.set_threshold(100, 3, 2)
gc.enable()
keep = [[] for _ in range(500)]
cycles(900)
keep.append([[] for _ in range(500)])
gc.collect(1)
gc.collect()
gc.disable()
""" + PRINTING

    def setUp(self):
        super().setUp()
        self.all = self.watch_from_full(self.SCRIPT)
        self.noted = json.loads(self.process.stdout)
        # What was collected before the callback was there is the watch's alone.
        self.seen = self.all[-len(self.noted):]

    def test_as_many(self):
        self.assertGreater(len(self.noted), 20)
        self.assertEqual(len(self.all), len(self.noted) + 2)
        self.assertPaired(self.all)

    def test_info(self):
        for event, (phase, info, _, _) in zip(self.seen, self.noted):
            self.assertEqual(event["event"], "gc." + phase)
            self.assertEqual(event["generation"], info["generation"])
            if phase == "stop":
                self.assertEqual(event["collected"], info["collected"])
                self.assertEqual(event["uncollectable"], info["uncollectable"])

    def test_lengths(self):
        for event, (phase, _, lengths, _) in zip(self.seen, self.noted):
            got = [event[f"length{i}"] for i in range(3)]
            self.assertEqual(got[1:], lengths[1:], phase)
            self.assertAlmostEqual(got[0], lengths[0], delta=10)

    def test_collections(self):
        for event, (phase, info, _, collections) in zip(self.seen, self.noted):
            if phase == "stop":
                self.assertEqual(event["collections"], collections[info["generation"]])

    def test_counts(self):
        for event in self.seen:
            if event["event"] == "gc.start" and event["generation"] == 0:
                self.assertGreater(event["count0"], 0)
        deepest = [e for e in self.seen if e["event"] == "gc.start" and e["generation"] == 1]
        self.assertTrue(any(e["count1"] > 3 for e in deepest), "generation 1 is due above its threshold")

    def test_durations(self):
        starts = [e for e in self.all if e["event"] == "gc.start"]
        stops = [e for e in self.all if e["event"] == "gc.stop"]
        for start, stop in zip(starts, stops):
            self.assertEqual(stop["time"] - start["time"], stop["duration_ns"])


class AgainstStatistics(GcWatchTest):
    def test_totals_of_a_run(self):
        events = self.watch_from_full(NOTING + """
before = gc.get_stats()
gc.set_threshold(100, 5, 5)
gc.enable()
cycles(5000)
gc.collect()
gc.disable()
print(json.dumps([before, gc.get_stats()]))
""")
        before, after = json.loads(self.process.stdout)
        stops = [e for e in events if e["event"] == "gc.stop"][1:]
        for generation in range(3):
            mine = [e for e in stops if e["generation"] == generation]
            delta = {n: after[generation][n] - before[generation][n] for n in after[generation]}
            self.assertEqual(len(mine), delta["collections"])
            self.assertEqual(sum(e["collected"] for e in mine), delta["collected"])
        self.assertGreaterEqual(sum(e["collected"] for e in stops), 5000)


class Budget(GcWatchTest):
    SCRIPT = """
import gc
gc.disable()
keep = [[] for _ in range(1_000_000)]
gc.collect()
gc.enable()
for _ in range(60_000):
    a = []
    a.append(a)
"""

    def test_long_list_is_absent_and_short_ones_are_not(self):
        events = self.watch_from_full(self.SCRIPT)
        small = [e for e in events if e["generation"] == 0]
        self.assertGreater(len(small), 20)
        self.assertTrue(all(e["length2"] is None for e in small))
        self.assertTrue(all(e["length0"] is not None for e in small))

    def test_long_list_of_generation_0_leaves_credit_for_short_ones(self):
        events = self.watch_from_full(self.SCRIPT)
        self.assertIsNone(events[0]["length0"])
        self.assertTrue(all(e["length0"] is not None for e in events[1:20]))

    def test_same_program_same_events(self):
        runs = []
        for _ in range(2):
            events = self.watch_from_full(self.SCRIPT)
            self.log.unlink()
            runs.append([(e["event"], e["generation"], e["length2"] is None) for e in events])
        self.assertEqual(runs[0], runs[1])


class Surviving(GcWatchTest):
    """What programs do to the collector and to its callbacks."""

    def test_cleared_callbacks(self):
        events = self.watch_from_full("import gc; gc.disable(); gc.collect(); gc.callbacks.clear(); gc.collect()")
        self.assertEqual(len(events), 2)
        self.assertEqual([n for n in self.notices() if "gc.callbacks" in n], self.notices())
        self.assertEqual(len(self.notices()), 1)

    def test_callbacks_bound_to_another_list(self):
        events = self.watch_from_full("import gc; gc.disable(); gc.callbacks = []; gc.collect()")
        self.assertEqual(len(events), 2)
        self.assertEqual(self.notices(), [])

    def test_reordered_callbacks(self):
        events = self.watch_from_full(
            "import gc; gc.disable(); gc.callbacks.insert(0, lambda *a: None); gc.callbacks.reverse()\n"
            "gc.collect()"
        )
        self.assertEqual(len(events), 2)
        self.assertEqual(self.notices(), [])

    def test_leaves_the_list_as_it_was(self):
        code = (
            "import gc, operator, os\n"
            "mine = operator.is_  # takes two arguments and holds no module alive\n"
            "gc.callbacks.append(mine)\n"
            "class Last:\n"
            "    def __del__(self, keep=gc.callbacks, mine=mine, write=os.write):\n"
            "        write(1, b'as it was' if keep == [mine] else repr(keep).encode())\n"
            "last = Last()\n"
        )
        self.watch(code)
        self.assertEqual(self.process.stdout, "as it was")

    def test_called_by_the_program(self):
        events = self.watch_from_full(
            "import gc; gc.disable()\n"
            "forged = {'generation': 0, 'collected': 5, 'uncollectable': 0}\n"
            "for call in (('start', forged), ('stop', forged), (), (1, 2), ('start', None)):\n"
            "    gc.callbacks[0](*call)\n"
            "gc.collect()"
        )
        self.assertEqual([e["event"] for e in events], ["gc.start", "gc.stop"])
        self.assertEqual(events[1]["collected"], 0)

    def test_called_with_nonsense_in_a_collection(self):
        events = self.watch_from_full(
            "import gc; gc.disable()\n"
            "watch = gc.callbacks[0]\n"
            "gc.callbacks.append(lambda phase, info: watch(phase, {'generation': 'x'}))\n"
            "gc.collect(); gc.collect()\n"
            "print('alive')"
        )
        self.assertEqual(self.process.stdout.strip(), "alive")
        self.assertEqual([e["event"] for e in events], ["gc.start"])
        (notice,) = self.notices()
        self.assertIn("off", notice)

    def test_kept_and_called_after_the_watch_is_gone(self):
        self.watch(
            "import gc, os\n"
            "class Last:\n"
            "    def __init__(self): self.watch = gc.callbacks[0]\n"
            "    def __del__(self, write=os.write): self.watch('start', {}); write(1, b'alive')\n"
            "last = Last()"
        )
        self.assertEqual(self.process.stdout, "alive")

    def test_callback_that_raises(self):
        events = self.watch_from_full(
            "import gc; gc.disable()\n"
            "gc.callbacks.append(lambda phase, info: 1 / 0)\n"
            "gc.collect()"
        )
        self.assertIn("ZeroDivisionError", self.process.stderr)
        self.assertPaired(events)

    def test_collections_while_exceptions_are_on_their_way(self):
        events = self.watch(
            "import gc; gc.set_threshold(1)\n"
            "class Raising:\n"
            "    def __init__(self): self.me = self\n"
            "    def __del__(self): gc.collect(0); raise ValueError('from __del__')\n"
            "def work(n):\n"
            "    try:\n"
            "        r = Raising(); [[] for _ in range(5)]; {}[n]\n"
            "    finally:\n"
            "        [[] for _ in range(5)]\n"
            "for n in range(50):\n"
            "    try: work(n)\n"
            "    except KeyError as e: assert e.args == (n,), e\n"
            "    else: raise AssertionError('lost')\n"
            "gc.collect()\n"
            "print('all there')"
        )
        self.assertEqual(self.process.stdout.strip(), "all there")
        self.assertPaired(events)

    def test_threads(self):
        events = self.watch(
            "import gc, threading\n"
            "gc.set_threshold(50)\n"
            "def work():\n"
            "    for _ in range(2000):\n"
            "        a = []; a.append(a)\n"
            "threads = [threading.Thread(target=work) for _ in range(4)]\n"
            "[t.start() for t in threads]; [t.join() for t in threads]\n"
        )
        self.assertPaired(events)
        self.assertGreater(len({e["tid"] for e in events}), 1)

    def test_forked_child(self):
        events = self.watch_from_full(
            "import gc, os; gc.disable(); gc.collect()\n"
            "child = os.fork()\n"
            "gc.collect()\n"
            "if child:\n"
            "    assert os.waitpid(child, 0)[1] == 0\n"
            "    gc.collect()\n"
        )
        self.assertPaired(events)
        starts = [e["pid"] for e in events if e["event"] == "gc.start"]
        self.assertEqual(sorted(starts.count(pid) for pid in set(starts)), [1, 3])

    def test_fork_inside_a_collection(self):
        events = self.watch_from_full(
            "import gc, os; gc.disable(); gc.collect()\n"
            "class Forking:\n"
            "    def __init__(self): self.me = self\n"
            "    def __del__(self):\n"
            "        child = os.fork()\n"
            "        if child: os.waitpid(child, 0)\n"
            "Forking(); gc.collect()\n"
        )
        by_process = {pid: [e["event"] for e in events if e["pid"] == pid] for pid in {e["pid"] for e in events}}
        self.assertEqual(len(by_process), 2)
        for pid, phases in by_process.items():
            parent = pid == self.records[0]["pid"]
            self.assertEqual(phases, ["gc.start", "gc.stop"] * 2 if parent else ["gc.stop"])

    def test_at_shutdown(self):
        events = self.watch_from_full(
            "import gc; gc.disable()\n"
            "import atexit, os\n"
            "class Last:\n"
            "    def __init__(self): self.me = self\n"
            "    def __del__(self, collect=gc.collect, write=os.write): collect(); write(1, b'gone')\n"
            "last = Last()\n"
            "atexit.register(gc.collect)\n"
        )
        self.assertEqual(self.process.stdout, "gone")
        self.assertPaired(events)
        self.assertEqual(len(events), 2)

    def test_other_interpreters_are_not_watched(self):
        events = self.watch_from_full(
            "import gc; gc.disable()\n"
            "try: import _xxsubinterpreters as interpreters\n"
            "except ImportError: import _interpreters as interpreters\n"
            "other = interpreters.create()\n"
            "interpreters.run_string(other, 'import gc; gc.disable(); gc.collect(); gc.collect()')\n"
            "gc.collect()\n"
            "interpreters.destroy(other)\n"
        )
        self.assertPaired(events)
        self.assertEqual(len([e for e in events if e["event"] == "gc.start"]), 1)


class Registry(GcWatchTest):
    def test_unknown_watch_is_said_and_the_others_run(self):
        events = self.watch_from_full("import gc; gc.disable(); gc.collect()", what="no-such, gc ,,gc")
        self.assertEqual(len(events), 2)
        (notice,) = self.notices()
        self.assertIn('"no-such"; there are: gc', notice)
        self.assertIn(notice, self.process.stderr)

    def test_argument_that_the_watch_does_not_take(self):
        for what in ("gc:x", "gc:"):
            with self.subTest(what=what):
                self.assertEqual(self.watch("gc.collect()", what=what), [])
                (notice,) = self.notices()
                self.assertIn('watch "gc" takes nothing behind a colon', notice)
                self.assertIn("there are: gc", notice)
                self.assertIn(notice, self.process.stderr)
                self.log.unlink()
