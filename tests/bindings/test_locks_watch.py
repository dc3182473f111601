"""The watch of locks: what is counted, what is told of a wait, and that the program does not notice."""

import sys

from locks_program import LocksTest, line_of

# A thread that holds `lock` until somebody waits for it: the watch itself says when.
HELD = """
import lab, os, threading
watching = lab.watch.locks()
lock = threading.{make}()        # made
held = threading.Event()
def hold():
    with lock:                   # held
        held.set()
        before = watching.events
        while watching.events <= before + {joins}: os.sched_yield()
holder = threading.Thread(target=hold)
holder.start()
held.wait()
with lock: pass                  # wanted
holder.join()
watching.stop()
"""


class Counted(LocksTest):
    def test_uncontended_pairs_are_counted_and_not_written(self):
        events = self.watch("import threading\nlock = threading.Lock()\nfor _ in range(1000):\n    with lock: pass\n"
                            "for _ in range(500): lock.acquire(); lock.release()\n", "locks")
        total = self.total(events, "lock")
        self.assertEqual((total["acquisitions"], total["contended"], total["busy"], total["locks"]), (1500, 0, 0, 1))
        self.assertEqual((total["type"], total["file"], total["line"]), ("Lock", self.program, 2))
        self.assertEqual(self.named(events, "lock.acquire"), [])
        self.assertEqual(self.named(events, "lock.new"), [])

    def test_every_call_with_all(self):
        events = self.watch("import threading\nlock = threading.Lock()\nfor _ in range(10):\n    with lock: pass\n"
                            "lock.acquire(); lock.acquire(False); lock.release()\n", "locks:all")
        outcomes = [e["outcome"] for e in self.named(events, "lock.acquire")]
        self.assertEqual(outcomes, ["acquired"] * 11 + ["busy"])
        self.assertEqual(len(self.named(events, "lock.release")), 11)
        (new,) = self.named(events, "lock.new")
        self.assertEqual((new["name"], new["type"], new["line"]), ("lock", "Lock", 2))

    def test_a_reentrant_lock_is_acquired_once(self):
        events = self.watch("import threading\nr = threading.RLock()\nfor _ in range(5):\n    with r:\n        with r:\n"
                            "            assert r.acquire(); r.release()\n", "locks")
        self.assertEqual(self.total(events, "r")["acquisitions"], 5)

    def test_methods_bound_and_specialised_before_the_watch(self):
        events = self.watch("import lab, threading\nlock = threading.Lock()\nacquire, release = lock.acquire, lock.release\n"
                            "def turn(lock):\n    lock.acquire(); lock.release()\n"
                            "for _ in range(100): turn(lock)\n"
                            "with lab.watch.locks():\n    for _ in range(100): turn(lock); acquire(); release()\n"
                            "turn(lock)\n")
        (total,) = [e for e in self.named(events, "lock.total") if e["type"] == "Lock"]
        self.assertEqual((total["acquisitions"], total["name"], total["file"]), (200, "lock", ""))

    def test_a_million_locks_that_die_are_one_total(self):
        events = self.watch("import threading\nfor _ in range(100_000):\n    with threading.Lock(): pass\n", "locks")
        (total,) = self.named(events, "lock.total")
        self.assertEqual((total["locks"], total["acquisitions"], total["lock"], total["line"]), (100_000, 100_000, 0, 3))

    def test_a_lock_is_not_kept_alive(self):
        self.watch("import threading, weakref\nlock = threading.Lock()\nwith lock: pass\nr = weakref.ref(lock)\n"
                   "del lock\nassert r() is None\n", "locks:all")

    def test_names_and_types(self):
        code = ("import threading, queue\nclass Holder:\n    def __init__(self): self.inner = threading.Lock()\n"
                "h = Holder()\nboth, other = threading.Lock(), threading.RLock()\nmany = [threading.Lock()]\n"
                "def local():\n    mine = threading.Lock()\n    with mine: pass\n    return mine\nkept = local()\n"
                "q, s = queue.Queue(), None\ns = threading.BoundedSemaphore(3)\nc = threading.Condition()\ne = threading.Event()\n"
                "for x in (h.inner, both, other, many[0], c, s): x.acquire(); x.release()\nq.put(1); e.set()\n")
        events = self.watch(code, "locks")
        found = {(e["name"], e["type"], e["line"]) for e in self.named(events, "lock.total")}
        self.assertEqual(found, {("inner", "Lock", 3), ("both", "Lock", 5), ("other", "RLock", 5), ("many[0]", "Lock", 6),
                                 ("mine", "Lock", 8), ("q", "Queue", 12), ("s", "BoundedSemaphore", 13),
                                 ("c", "Condition", 14), ("e", "Event", 15)})


class Waits(LocksTest):
    def held(self, make="Lock", joins=0):
        code = HELD.format(make=make, joins=joins)
        return code, self.watch(code)

    def test_who_holds_it_since_which_line(self):
        for make in ("Lock", "RLock"):
            with self.subTest(make):
                code, events = self.held(make)
                (wait,) = [e for e in self.named(events, "lock.wait") if e["for"] == "acquire"]
                (new,) = [e for e in self.named(events, "lock.new") if e["type"] == make]
                self.assertEqual((wait["line"], wait["held_line"], wait["lock"], wait["forever"]),
                                 (line_of(code, "wanted"), line_of(code, "held"), new["lock"], 1))
                self.assertEqual(new["line"], line_of(code, "made"))
                self.assertNotEqual(wait["holder"], wait["tid"])

    def test_after_how_long(self):
        code, events = self.held()
        (got,) = [e for e in self.named(events, "lock.acquire") if e["for"] == "acquire"]
        (wait,) = [e for e in self.named(events, "lock.wait") if e["for"] == "acquire"]
        self.assertEqual(got["outcome"], "acquired")
        self.assertGreater(got["waited_ns"], 0)
        self.assertLessEqual(abs(got["time"] - wait["time"] - got["waited_ns"]), got["waited_ns"] + 10**9)
        total = self.total(events, "lock")
        self.assertEqual((total["acquisitions"], total["contended"]), (2, 1))
        self.assertEqual((total["waited_ns"], total["longest_line"]), (got["waited_ns"], line_of(code, "wanted")))

    def test_a_release_that_somebody_waits_for(self):
        code, events = self.held()
        (release,) = self.named(events, "lock.release")
        self.assertEqual((release["own"], release["waiters"], release["line"]), (1, 1, line_of(code, "held")))

    def test_a_time_out(self):
        events = self.watch("import threading\nlock = threading.Lock()\nlock.acquire()\n"
                            "assert not lock.acquire(timeout=0.01)\nassert not lock.acquire(True, 0.01)\n"
                            "assert not lock.acquire(blocking=False)\nassert not lock.acquire(timeout=0)\n", "locks")
        self.assertEqual([e["outcome"] for e in self.named(events, "lock.acquire")], ["timeout"] * 2)
        self.assertEqual([e["forever"] for e in self.named(events, "lock.wait")], [0, 0])
        total = self.total(events, "lock")
        self.assertEqual((total["acquisitions"], total["timeouts"], total["busy"]), (1, 2, 2))

    def test_what_is_waited_for_in_a_queue(self):
        code = ("import os, queue, threading\nq = queue.Queue(1)\ndef work():\n    q.get()\n"
                "t = threading.Thread(target=work)\nt.start()\nwhile not q.not_empty._waiters: os.sched_yield()\n"
                "q.put(1); t.join()\nq.put(1)\nt = threading.Thread(target=q.put, args=(2,))\nt.start()\n"
                "while not q.not_full._waiters: os.sched_yield()\nq.get(); t.join()\n")
        events = self.watch(code, "locks")
        (new,) = [e for e in self.named(events, "lock.new") if e["type"] == "Queue"]
        waits = [e for e in self.named(events, "lock.wait") if e["lock"] == new["lock"] and e["for"] != "acquire"]
        self.assertEqual([(e["for"], e["line"]) for e in waits], [("Queue.get", 4), ("Queue.put", 0)])
        self.assertEqual((new["name"], self.total(events, "q")["signals"]), ("q", 2))

    def test_what_is_waited_for_in_a_condition_and_an_event(self):
        code = ("import os, threading\nc, e = threading.Condition(), threading.Event()\n"
                "def work():\n    with c:\n        c.wait()\n    e.wait()\n"
                "t = threading.Thread(target=work)\nt.start()\nwhile not c._waiters: os.sched_yield()\n"
                "with c: c.notify()\nwhile not e._cond._waiters: os.sched_yield()\ne.set(); t.join()\n")
        events = self.watch(code, "locks")
        names = {e["lock"]: e["name"] for e in self.named(events, "lock.new")}
        waits = [(e["for"], names[e["lock"]], e["line"]) for e in self.named(events, "lock.wait")
                 if e["lock"] and e["for"] != "acquire"]
        self.assertEqual(waits, [("Condition.wait", "c", 5), ("Event.wait", "e", 6)])

    def test_the_end_of_a_thread(self):
        code = ("import os, threading\nr, w = os.pipe()\nt = threading.Thread(target=os.read, args=(r, 1))\nt.start()\n"
                "threading.Timer(0.05, os.write, (w, b'x')).start()\nt.join()\n")
        events = self.watch(code, "locks")
        (wait,) = [e for e in self.named(events, "lock.wait") if e["line"] == 6]
        self.assertEqual((wait["for"], wait["lock"]), ("Thread.join", 0))


class Unnoticed(LocksTest):
    ERRORS = ("import threading\nlock, r, said = threading.Lock(), threading.RLock(), []\n"
              "calls = [lambda: lock.release(), lambda: r.release(), lambda: lock.acquire(timeout=-2),\n"
              "  lambda: lock.acquire(False, 1), lambda: lock.acquire(1, 2, 3), lambda: lock.acquire(x=1),\n"
              "  lambda: lock.acquire(timeout='a'), lambda: lock.acquire(timeout=1e99), lambda: r.acquire(timeout=-2),\n"
              "  lambda: lock.acquire(timeout=float('nan')), lambda: lock.acquire(True, blocking=True),\n"
              "  lambda: r._acquire_restore(1), lambda: r._release_save(), lambda: lock.release(1)]\n"
              "for call in calls:\n    try: said.append(str(call()))\n"
              "    except Exception as e: said.append(type(e).__name__ + str(e))\n"
              "print(*said, lock.locked(), sep='\\n')\n")

    def test_errors_are_cpythons_own(self):
        self.watch(self.ERRORS)
        without = self.process.stdout
        for what in ("locks", "locks:all"):
            self.watch(self.ERRORS, what)
            self.assertEqual(self.process.stdout, without)

    def test_nothing_more_after_the_stop(self):
        self.watch("import lab, threading\nlock = threading.Lock()\nw = lab.watch.locks(every=True)\nwith lock: pass\n"
                   "w.stop()\nbefore = w.events\nassert before > 2\nfor _ in range(9):\n    with lock: pass\n"
                   "assert w.events == before\nwith lab.watch.locks(): lock.acquire()\n")

    def test_watched_already(self):
        self.watch("import lab\ntry: lab.watch.locks()\nexcept RuntimeError as e: print(e)\n", "locks")
        self.assertIn("watched already", self.process.stdout)
        self.watch("", "locks:some")
        self.assertIn("locks:all for every call", " ".join(self.notices))

    def test_stopped_while_a_thread_waits(self):
        self.watch("import lab, os, threading\nlock = threading.Lock()\nlock.acquire()\nw = lab.watch.locks()\n"
                   "t = threading.Thread(target=lock.acquire)\nt.start()\nn = w.events\n"
                   "while w.events == 0: os.sched_yield()\nw.stop()\nlock.release()\nt.join()\n"
                   "with lab.watch.locks(): assert not lock.acquire(False)\n")

    def test_daemon_threads_that_wait_at_the_end(self):
        self.watch("import threading, queue\nlock, q, started = threading.Lock(), queue.Queue(), threading.Barrier(11)\n"
                   "lock.acquire()\ndef work(i):\n    started.wait()\n    if i % 2: q.get()\n    with lock: pass\n"
                   "for i in range(10): threading.Thread(target=work, args=(i,), daemon=True).start()\nstarted.wait()\n", "locks")
        self.assertEqual(self.process.stderr, "")

    def test_an_exception_of_a_signal_handler_ends_a_wait(self):
        events = self.watch("import signal, threading\nlock = threading.Lock()\nlock.acquire()\n"
                            "def handler(*_): raise ValueError('woken')\nsignal.signal(signal.SIGALRM, handler)\n"
                            "signal.setitimer(signal.ITIMER_REAL, 0.05)\ntry: lock.acquire(timeout=60)\n"
                            "except ValueError as e: print(e)\n", "locks")
        self.assertEqual(self.process.stdout, "woken\n")
        self.assertEqual([e["outcome"] for e in self.named(events, "lock.acquire")], ["interrupted"])

    def test_children_by_fork_count_for_themselves(self):
        events = self.watch("import os, threading\nlock = threading.Lock()\nfor _ in range(7):\n    with lock: pass\n"
                            "child = os.fork()\nfor _ in range(3):\n    with lock: pass\n"
                            "if child: os.waitpid(child, 0)\n", "locks")
        totals = [e["acquisitions"] for e in self.named(events, "lock.total") if e["name"] == "lock"]
        self.assertCountEqual(totals, [3, 10])

    def test_other_interpreters_pass_unseen(self):
        module = "_interpreters" if sys.version_info >= (3, 13) else "_xxsubinterpreters"
        events = self.watch(f"import {module} as i\nx = i.create()\n"
                            "i.run_string(x, 'import threading\\nlock = threading.Lock()\\nwith lock: pass')\n"
                            "i.destroy(x)\n", "locks:all")
        self.assertEqual([e for e in events if e["event"] == "lock.total" and e["name"] == "lock"], [])

    def test_classes_derived_from_the_reentrant_lock(self):
        events = self.watch("import lab, _thread\nclass Before(_thread.RLock): pass\nw = lab.watch.locks()\n"
                            "class Within(Before):\n    def __new__(cls): return super().__new__(cls)\n"
                            "a, b = Before(), Within()\nwith a: pass\nwith b: pass\nw.stop()\n"
                            "class After(Within): pass\nwith After(): pass\n")
        self.assertEqual({e["name"] for e in self.named(events, "lock.total")}, {"a", "b"})

    def test_many_threads(self):
        events = self.watch("import threading\nlock, total = threading.Lock(), 0\ndef work():\n    global total\n"
                            "    for _ in range(200):\n        with lock: total += 1\n"
                            "ts = [threading.Thread(target=work) for _ in range(100)]\nfor t in ts: t.start()\n"
                            "for t in ts: t.join()\nassert total == 20_000\n", "locks")
        self.assertEqual(self.total(events, "lock")["acquisitions"], 20_000)

    def test_waits_of_threading_for_itself_are_not_told(self):
        events = self.watch("import threading\nfor _ in range(100):\n"
                            "    t = threading.Thread(target=int)\n    t.start()\n    t.join()\n", "locks")
        self.assertEqual({e["for"] for e in self.named(events, "lock.wait")} - {"Thread.join"}, set())
        self.assertEqual(self.named(events, "lock.new"), [])
