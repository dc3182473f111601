"""Forced schedules: an order happens each time, an impossible one is named, nothing hangs."""

import os
import signal
import subprocess
import sys
import threading
import unittest

import lab

point = lab.schedule.point
LOSE = ["a:read", "b:read", "a:write", "b:write"]


class Counter:
    def __init__(self):
        self.value = 0

    def add(self):
        point("read")
        value = self.value
        point("write")
        self.value = value + 1
        point("end")


def threads_of(**functions):
    return [threading.Thread(target=f, name=name, daemon=True) for name, f in functions.items()]


def run(order, patience=0.25, **functions):
    threads = threads_of(**functions)
    with lab.schedule.order(order, patience) as schedule:
        for thread in threads:
            thread.start()
        stuck = schedule.join(*threads)
    return schedule, stuck


class ForcedOrder(unittest.TestCase):
    def test_an_update_is_lost_each_time(self):
        for _ in range(20):
            counter = Counter()
            schedule, stuck = run(LOSE, a=counter.add, b=counter.add)
            self.assertEqual((counter.value, stuck), (1, []))
            self.assertEqual(schedule.passed, LOSE)
            self.assertEqual((schedule.impossible, schedule.left), ([], []))

    def test_the_other_order_loses_nothing_whoever_starts_first(self):
        order = ["b:read", "b:write", "a:read", "a:write"]
        for _ in range(20):
            counter = Counter()
            schedule, _stuck = run(order, a=counter.add, b=counter.add)
            self.assertEqual((counter.value, schedule.passed), (2, order))

    def test_what_stands_between_two_points_is_done_before_the_next(self):
        seen = []

        def step(name):
            point("first")
            for i in range(3):
                seen.append(name)
            point("second")

        run(["a:first", "b:first", "a:second", "b:second"], a=lambda: step("a"), b=lambda: step("b"))
        self.assertEqual(seen, ["a"] * 3 + ["b"] * 3)

    def test_points_without_a_thread_name_and_one_point_twice(self):
        schedule, _ = run(["x", "b:y", "x"], a=lambda: (point("x"), point("x")), b=lambda: point("y"))
        self.assertEqual(schedule.passed, ["x", "b:y", "x"])

    def test_the_main_thread_takes_part(self):
        with lab.schedule.order(["a:one", "MainThread:two"]) as schedule:
            (thread,) = threads_of(a=lambda: point("one"))
            thread.start()
            point("two")
        thread.join()
        self.assertEqual(schedule.passed, ["a:one", "MainThread:two"])


class ImpossibleOrder(unittest.TestCase):
    def test_a_lock_around_both_makes_the_lost_update_impossible(self):
        counter, lock = Counter(), threading.Lock()

        def add():
            with lock:
                counter.add()

        schedule, stuck = run(LOSE, a=add, b=add)
        self.assertEqual((counter.value, stuck), (2, []))
        self.assertEqual(schedule.impossible, [{"point": "b:read", "parked": ["a:write"], "waiting": ["b"]}])
        self.assertEqual(schedule.passed, ["a:read", "a:write", "b:read", "b:write"])

    def test_a_deadlock_of_two_locks_is_returned(self):
        one, two = threading.Lock(), threading.Lock()

        def take(first, second):
            point("first")
            first.acquire()
            point("second")
            second.acquire()

        order = ["a:first", "b:first", "a:second", "b:second"]
        schedule, stuck = run(order, a=lambda: take(one, two), b=lambda: take(two, one))
        self.assertEqual(stuck, ["a", "b"])
        self.assertEqual((schedule.passed, schedule.impossible), (order, []))
        one.release()  # for b
        two.release()  # for a
        for thread in threading.enumerate():
            if thread.daemon:
                thread.join()

    def test_nobody_comes(self):
        schedule, stuck = run(["c:never", "a:x"], a=lambda: point("x"))
        self.assertEqual((schedule.passed, schedule.left, stuck), (["a:x"], ["c:never"], []))
        self.assertEqual([entry["point"] for entry in schedule.impossible], ["c:never"])

    def test_a_thread_that_polls_for_ever_does_not_keep_the_others(self):
        done = threading.Event()

        def poll():
            while not done.wait(0.001):
                pass

        (poller,) = threads_of(poller=poll)
        poller.start()
        schedule, _ = run(["c:never", "a:x"], 0.02, a=lambda: point("x"))
        done.set()
        poller.join()
        self.assertEqual(schedule.passed, ["a:x"])

    def test_a_thread_that_computes_is_waited_for(self):
        total = []

        def compute():
            point("begin")
            total.append(sum(i & 1 for i in range(2_000_000)))

        schedule, _ = run(
            ["a:begin", "b:after"], 0.05, a=compute, b=lambda: (point("after"), total.append("b"))
        )
        self.assertEqual(total, [1_000_000, "b"])
        self.assertEqual(schedule.impossible, [])


class Ends(unittest.TestCase):
    def test_an_exception_in_a_thread_ends_its_turn(self):
        quiet, threading.excepthook = threading.excepthook, lambda args: None

        def fail():
            point("x")
            raise ValueError

        try:
            schedule, stuck = run(["a:x", "b:y"], a=fail, b=lambda: point("y"))
        finally:
            threading.excepthook = quiet
        self.assertEqual((schedule.passed, stuck), (["a:x", "b:y"], []))

    def test_leaving_lets_go_of_who_is_parked(self):
        (thread,) = threads_of(a=lambda: point("x"))
        with self.assertRaises(KeyError), lab.schedule.order(["never", "a:x"], 3600):
            thread.start()
            raise KeyError
        thread.join()
        point("x")  # and no order is in force

    def test_a_signal_ends_the_wait_of_the_main_thread(self):
        def give_up(number, frame):
            raise InterruptedError

        before = signal.signal(signal.SIGUSR1, give_up)
        try:
            with self.assertRaises(InterruptedError), lab.schedule.order(["never", "x"], 3600):
                threading.Timer(0, os.kill, (os.getpid(), signal.SIGUSR1)).start()
                point("x")
        finally:
            signal.signal(signal.SIGUSR1, before)

    def test_a_forked_child_is_in_no_order(self):
        with lab.schedule.order(["never", "x"], 3600):
            child = os.fork()
            if child == 0:
                point("x")
                os._exit(7)
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 7)

    def test_a_daemon_parked_when_the_program_ends(self):
        program = """
import threading, lab
def park():
    arrived.set()
    lab.schedule.point("x")
arrived = threading.Event()
lab.schedule.order(["never", "x"], 3600).__enter__()
for _ in range(4):
    threading.Thread(target=park, daemon=True).start()
arrived.wait()
print("end")
"""
        ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
        self.assertEqual((ran.returncode, ran.stdout), (0, "end\n"), ran.stderr)


class Refused(unittest.TestCase):
    def test_a_second_order(self):
        with lab.schedule.order(["x"]), self.assertRaisesRegex(RuntimeError, "in force"):
            lab.schedule.order(["y"]).__enter__()

    def test_an_order_used_twice_and_join_outside(self):
        schedule = lab.schedule.order([])
        with schedule:
            pass
        with self.assertRaisesRegex(RuntimeError, "new one"):
            schedule.__enter__()
        with self.assertRaisesRegex(RuntimeError, "inside"):
            schedule.join()

    def test_patience_and_names(self):
        for patience in (0, -1, 3601, float("nan")):
            with self.assertRaisesRegex(ValueError, "patience"):
                lab.schedule.order([], patience)
        with lab.schedule.order([]), self.assertRaisesRegex(TypeError, "str"):
            point(5)


if __name__ == "__main__":
    unittest.main()
