"""Deadlocks: a cycle is told with its lines, soon; what somebody else can end is not told."""

import signal

from locks_program import TWO, LocksTest, line_of


class Cycles(LocksTest):
    def both(self, code):
        lines = {mark: line_of(code, mark) for mark in ("one holds A", "one wants B", "two holds B", "two wants A")}
        return [("one", "A", lines["one holds A"], "B", lines["one wants B"]),
                ("two", "B", lines["two holds B"], "A", lines["two wants A"])]

    def test_two_locks_with_both_lines(self):
        code = TWO.format(make="threading.Lock()")
        events = self.until_deadlock(code)
        self.assertCountEqual(self.cycle(events), self.both(code))
        (sentence,) = [line for line in self.said if "deadlock" in line]
        self.assertIn(f"one holds A (program.py:{line_of(code, 'one holds A')}) and waits for B "
                      f"(program.py:{line_of(code, 'one wants B')})", sentence)

    def test_told_within_a_second_after_it_formed(self):
        events = self.until_deadlock(TWO.format(make="threading.Lock()"))
        (told,) = self.named(events, "deadlock")
        last = [e for e in self.named(events, "lock.wait") if e["for"] == "acquire"][-1]
        self.assertGreaterEqual(told["formed_ns"], 100_000_000)
        self.assertLess(told["time"] - last["time"], 1_000_000_000)

    def test_reentrant_locks(self):
        code = TWO.format(make="threading.RLock()")
        self.assertCountEqual(self.cycle(self.until_deadlock(code)), self.both(code))

    def test_who_waits_for_the_cycle_is_told_too(self):
        code = TWO.format(make="threading.Lock()")
        (also,) = self.named(self.until_deadlock(code), "deadlock.also")
        self.assertEqual((also["thread"], also["wants"], also["line"]),
                         ("MainThread", "the end of one", line_of(code, "joins")))

    def test_three_locks_of_a_list(self):
        code = ("import threading\nlocks = [threading.Lock() for _ in range(3)]\nall_three = threading.Barrier(3)\n"
                "def take(i):\n    with locks[i]:\n        all_three.wait()\n        with locks[(i + 1) % 3]: pass\n"
                "threads = [threading.Thread(target=take, args=(i,), name=f't{i}', daemon=True) for i in range(3)]\n"
                "for t in threads: t.start()\nfor t in threads: t.join()\n")
        cycle = self.cycle(self.until_deadlock(code))
        self.assertCountEqual(cycle, [(f"t{i}", f"locks[{i}]", 5, f"locks[{(i + 1) % 3}]", 7) for i in range(3)])

    def test_a_condition_and_a_lock(self):
        code = TWO.format(make="threading.Lock()").replace("B = threading.Lock()", "B = threading.Condition()")
        self.assertCountEqual(self.cycle(self.until_deadlock(code)), self.both(code))

    def test_taken_by_acquire_and_every_thread_waits(self):
        code = ("import threading\nA, B = threading.Lock(), threading.Lock()\nboth = threading.Barrier(2)\n"
                "def take(mine, other):\n    mine.acquire()\n    both.wait()\n    other.acquire()\n"
                "ts = [threading.Thread(target=take, args=a, name=n, daemon=True)\n"
                "      for n, a in (('one', (A, B)), ('two', (B, A)))]\n"
                "for t in ts: t.start()\nfor t in ts: t.join()\n")
        self.assertCountEqual(self.cycle(self.until_deadlock(code)),
                              [("one", "A", 5, "B", 7), ("two", "B", 5, "A", 7)])

    def test_a_lock_taken_twice_by_one_thread(self):
        for second in ("L.acquire()", "with L: pass"):
            with self.subTest(second):
                self.log.unlink(missing_ok=True)
                events = self.until_deadlock(f"import threading\nL = threading.Lock()\nwith L:\n    {second}\n")
                self.assertEqual(self.cycle(events), [("MainThread", "L", 3, "L", 4)])
                self.assertIn("holds L (program.py:3) and waits for it again (program.py:4)", self.said[0])

    def test_through_join(self):
        code = ("import threading\nA = threading.Lock()\n"
                "def work():\n    with A: pass\n"
                "t = threading.Thread(target=work, name='w', daemon=True)\n"
                "with A:\n    t.start()\n    t.join()\n")
        self.assertCountEqual(self.cycle(self.until_deadlock(code)),
                              [("MainThread", "A", 6, "the end of w", 8), ("w", "", 0, "A", 4)])

    def test_a_lock_that_was_held_when_the_process_forked(self):
        code = ("import os, threading\nA = threading.Lock()\nheld, leave = threading.Event(), threading.Event()\n"
                "def hold():\n    with A:\n        held.set()\n        leave.wait()\n"
                "threading.Thread(target=hold, name='h', daemon=True).start()\nheld.wait()\n"
                "child = os.fork()\nif child == 0:\n    with A: pass\nos.waitpid(child, 0)\n")
        ((thread, holds, _, wants, line),) = self.cycle(self.until_deadlock(code))
        self.assertEqual((thread, holds, line), ("MainThread", "", 12))
        self.assertEqual(wants, "A, held since before the fork by h (program.py:5), which is not in this process")

    def test_ctrl_c_ends_it(self):
        self.until_deadlock(TWO.format(make="threading.Lock()"), end=signal.SIGINT)
        self.assertEqual(self.status, -signal.SIGINT)
        self.assertIn("KeyboardInterrupt", "".join(self.said))


# What follows waits for longer than a deadlock takes to be told: that nothing is said is the test.
WHILE = "import threading, time\ndef while_a_deadlock_would_be_told(): time.sleep(0.7)\n"


class NoFalseAlarm(LocksTest):
    def silent(self, code):
        events = self.watch(WHILE + code, "locks")
        self.assertEqual([e for e in events if e["event"].startswith("deadlock")], [])
        self.assertNotIn("deadlock:", self.process.stderr)
        return events

    def test_a_lock_that_another_thread_releases(self):
        events = self.silent("done = threading.Lock()\ndone.acquire()\n"
                             "def work():\n    while_a_deadlock_would_be_told()\n    done.release()\n"
                             "threading.Thread(target=work).start()\ndone.acquire()\n")
        total = self.total(events, "done")
        self.assertEqual((total["acquisitions"], total["contended"], total["foreign"]), (2, 1, 1))

    def test_a_third_thread_releases_what_the_joined_one_waits_for(self):
        self.silent("go = threading.Lock()\ngo.acquire()\n"
                    "def release():\n    while_a_deadlock_would_be_told()\n    go.release()\n"
                    "w = threading.Thread(target=go.acquire)\nw.start()\n"
                    "threading.Thread(target=release).start()\nw.join()\n")

    def test_two_locks_handed_to_and_fro(self):
        self.silent("ping, pong = threading.Lock(), threading.Lock()\nping.acquire(); pong.acquire()\n"
                    "def player(mine, other):\n    for _ in range(300): mine.acquire(); other.release()\n"
                    "ts = [threading.Thread(target=player, args=a) for a in ((ping, pong), (pong, ping))]\n"
                    "for t in ts: t.start()\nping.release()\nfor t in ts: t.join()\n")

    def test_acquire_with_a_time_out_in_a_cycle(self):
        code = ("A, B = threading.Lock(), threading.Lock()\nboth = threading.Barrier(2)\n"
                "def take(mine, other):\n    with mine:\n        both.wait()\n        other.acquire(timeout=0.7)\n"
                "        both.wait()\n"
                "ts = [threading.Thread(target=take, args=a) for a in ((A, B), (B, A))]\n"
                "for t in ts: t.start()\nfor t in ts: t.join()\n")
        events = self.silent(code)
        outcomes = [e["outcome"] for e in self.named(events, "lock.acquire") if e["for"] == "acquire"]
        self.assertEqual(outcomes.count("timeout"), 2)

    def test_conditions_semaphores_events_and_queues(self):
        self.silent("import queue\nq, e, c = queue.Queue(1), threading.Event(), threading.Condition(threading.Lock())\n"
                    "s, turns = threading.Semaphore(0), []\n"
                    "def work():\n    q.get(); e.wait(); s.acquire()\n    with c:\n        turns.append(1); c.notify()\n"
                    "t = threading.Thread(target=work)\nt.start()\nwhile_a_deadlock_would_be_told()\n"
                    "q.put(1); e.set(); s.release()\nwith c:\n    while not turns: c.wait()\n")

    def test_a_reentrant_lock_taken_twice(self):
        self.silent("L = threading.RLock()\nwith L:\n    with L:\n        L.acquire(); L.release()\n")
