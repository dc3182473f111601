"""lab.gil: what the interpreter's own GIL says of itself, and who a sampler sees holding it."""

import ctypes
import hashlib
import itertools
import operator
import os
import sys
import threading
import time
import unittest
from pathlib import Path

import lab
from driver import HostTest

ENOUGH = 100  # samples: each test goes on until it has them, however busy the machine is
CALLS = 1000
SLACK = 64  # the interpreter's own free lists fill up and drain; a leak would be CALLS


def in_thread(work):
    """Runs work() in a thread to its end; gives the thread."""
    thread = threading.Thread(target=work, name="worker")
    thread.start()
    thread.join()
    return thread


class State(unittest.TestCase):
    def test_who_asks_from_python_holds_it(self):
        state = lab.gil.state()
        self.assertIs(state["locked"], True)
        self.assertEqual(state["last_holder"], threading.get_native_id())
        seen = []
        thread = in_thread(lambda: seen.append(lab.gil.state()["last_holder"]))
        self.assertEqual(seen, [thread.native_id])

    def test_interval_is_the_switch_interval(self):
        before = sys.getswitchinterval()
        self.addCleanup(sys.setswitchinterval, before)
        sys.setswitchinterval(0.002)
        self.assertEqual(lab.gil.state()["interval_us"], 2000)

    def test_the_address_is_that_of_the_structure(self):
        # unsigned long interval is its first field, in GIL builds of every version.
        interval = ctypes.c_ulong.from_address(lab.gil.state()["address"]).value
        self.assertEqual(interval, round(sys.getswitchinterval() * 1e6))

    def test_a_thread_and_back_are_two_switches_and_the_own_release_is_none(self):
        # The thread is made beforehand and waits for a lock: then nothing else moves the GIL.
        started, go, done = threading.Semaphore(0), threading.Lock(), threading.Lock()
        go.acquire(), done.acquire()

        def other():
            started.release()
            go.acquire()
            done.release()

        thread = threading.Thread(target=other)
        thread.start()
        started.acquire()
        before = lab.gil.switch_number()
        go.release()
        done.acquire()
        self.assertGreaterEqual(lab.gil.switch_number() - before, 2)
        thread.join()
        before = lab.gil.switch_number()
        for _ in range(100):
            os.stat("/")  # lets go and takes it again, with nobody in between
        self.assertEqual(lab.gil.switch_number(), before)

    def test_no_request_where_nobody_waits(self):
        self.assertIs(lab.gil.state()["drop_request"], False)

    def test_a_waiter_asks_the_one_that_runs(self):
        go, done = threading.Lock(), threading.Lock()
        go.acquire(), done.acquire()
        thread = threading.Thread(target=lambda: (go.acquire(), done.release()))
        thread.start()
        # All of it in C, where no request is answered: it stays until it is seen.
        states = itertools.islice(iter(lab.gil.state, None), 10**6)
        requests = map(operator.itemgetter("drop_request"), states)
        go.release()
        seen = any(requests)
        done.acquire()
        thread.join()
        self.assertTrue(seen)


class Threads(unittest.TestCase):
    def test_ids_and_names_are_those_of_threading(self):
        ready, go = threading.Semaphore(0), threading.Event()
        workers = [
            threading.Thread(target=lambda: (ready.release(), go.wait()), name=f"worker-{i}")
            for i in range(3)
        ]
        for worker in workers:
            worker.start()
        for _ in workers:
            ready.acquire()
        listed = {t["name"]: t for t in lab.gil.threads()}
        go.set()
        for worker in workers:
            worker.join()
            self.assertEqual(listed[worker.name]["thread_id"], worker.ident)
            self.assertEqual(listed[worker.name]["native_thread_id"], worker.native_id)
            self.assertIs(listed[worker.name]["holds"], False)
        self.assertIs(listed["MainThread"]["holds"], True)
        self.assertEqual({t["interpreter"] for t in listed.values()}, {0})

    def test_a_thread_that_threading_does_not_know_has_no_name(self):
        import _thread

        listed, done = [], threading.Lock()
        done.acquire()

        def native():
            listed.extend(lab.gil.threads())
            done.release()

        ident = _thread.start_new_thread(native, ())
        done.acquire()
        self.assertEqual([(t["name"], t["holds"]) for t in listed if t["thread_id"] == ident], [(None, True)])

    def test_threads_come_and_go_while_they_are_listed(self):
        for _ in range(20):
            threads = [threading.Thread(target=lab.gil.threads) for _ in range(20)]
            for thread in threads:
                thread.start()
            self.assertGreaterEqual(len(lab.gil.threads()), 1)
            for thread in threads:
                thread.join()

    def test_a_thread_that_runs_another_interpreter(self):
        try:
            import _interpreters as interpreters
        except ImportError:
            import _xxsubinterpreters as interpreters
        ready, go = os.pipe(), os.pipe()
        self.addCleanup(lambda: [os.close(end) for end in (*ready, *go)])
        number = interpreters.create()
        script = f"import os; os.write({ready[1]}, b'.'); os.read({go[0]}, 1)"
        thread = threading.Thread(target=interpreters.run_string, args=(number, script))
        thread.start()
        os.read(ready[0], 1)
        listed = [t for t in lab.gil.threads() if t["interpreter"] == int(number)]
        os.write(go[1], b".")
        thread.join()
        interpreters.destroy(number)
        # Until 3.12 _xxsubinterpreters lends out the thread state that create() made, ids and all.
        ids = {thread.native_id, threading.get_native_id()}
        self.assertEqual([t["native_thread_id"] in ids for t in listed], [True] * len(listed))
        self.assertEqual([t["holds"] for t in listed], [False])


class Sampling(unittest.TestCase):
    def sample(self, work):
        """Repeats work() in a thread until there are enough samples of that."""
        with lab.gil.sampling() as samples:

            def worker():
                while samples.samples < ENOUGH:
                    work()

            thread = in_thread(worker)
        return samples, thread

    def test_a_python_loop_holds_it_all_the_time(self):
        samples, thread = self.sample(lambda: None)
        self.assertGreater(samples.share(thread.ident), 0.8)
        self.assertLess(samples.share(threading.get_ident()), 0.2)
        self.assertGreaterEqual(samples.share(), samples.share(thread.ident))

    def test_hashing_a_large_buffer_lets_go(self):
        buffer = bytes(1 << 26)
        samples, thread = self.sample(lambda: hashlib.sha256(buffer))
        self.assertLess(samples.share(), 0.2)

    def test_sleeping_holds_nothing(self):
        samples, thread = self.sample(lambda: time.sleep(0.05))
        self.assertLess(samples.share(), 0.2)

    def test_both_numbers_of_a_thread_name_it(self):
        samples, thread = self.sample(lambda: None)
        self.assertEqual(samples.share(thread.native_id), samples.share(thread.ident))
        self.assertEqual(samples.share(1), 0.0)
        self.assertEqual(samples.share(0), 0.0)

    def test_shares_of_all_threads_add_up(self):
        with lab.gil.sampling() as samples:
            idents = set()

            def worker():
                idents.add(threading.get_ident())
                while samples.samples < ENOUGH:
                    pass

            threads = [threading.Thread(target=worker) for _ in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        idents.add(threading.get_ident())
        total = sum(map(samples.share, idents))
        self.assertLessEqual(total, samples.share() + 1e-9)
        self.assertGreater(total, samples.share() - 0.1)  # a holder that let go in mid-sample

    def test_nothing_is_counted_after_the_end(self):
        samples, thread = self.sample(lambda: None)
        before = samples.samples, samples.missed, samples.share(), samples.share(thread.ident)
        with lab.gil.sampling() as later:
            while later.samples < 20:
                pass
        self.assertEqual((samples.samples, samples.missed, samples.share(), samples.share(thread.ident)), before)
        samples.stop()

    def test_nothing_is_sampled_before_the_block(self):
        sampling = lab.gil.sampling(1000)
        self.assertEqual((sampling.samples, sampling.interval_us), (0, 1000))
        self.assertEqual(sampling.share(), lab.Absent("no sample has been taken"))
        sampling.stop()

    def test_one_sampling_is_used_once(self):
        with lab.gil.sampling() as samples:
            with self.assertRaisesRegex(RuntimeError, "lab.gil.sampling"):
                samples.__enter__()

    def test_the_pace_has_bounds(self):
        for wrong in (19, 0, -1, 100_001):
            with self.assertRaisesRegex(ValueError, f"is {wrong}; give 20 to 100000"):
                lab.gil.sampling(wrong)
        self.assertEqual(lab.gil.sampling(interval_us=20).interval_us, 20)

    def test_its_thread_takes_no_signals(self):
        before = set(os.listdir("/proc/self/task"))
        with lab.gil.sampling():
            (thread,) = set(os.listdir("/proc/self/task")) - before
            status = Path(f"/proc/self/task/{thread}/status").read_text()
        blocked = int(status.split("SigBlk:")[1].split()[0], 16)
        for number in (1, 2, 14, 15):  # SIGHUP SIGINT SIGALRM SIGTERM
            self.assertTrue(blocked >> (number - 1) & 1, number)

    def test_many_threads_that_end_at_once(self):
        with lab.gil.sampling(20) as samples:
            while samples.samples < ENOUGH:
                threads = [threading.Thread(target=sum, args=(range(500),)) for _ in range(30)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
        self.assertLessEqual(samples.share(), 1.0)


class Unchanged(unittest.TestCase):
    def test_probes_leave_the_gil_and_the_threads_as_they_were(self):
        go, ready = threading.Event(), threading.Semaphore(0)
        thread = threading.Thread(target=lambda: (ready.release(), go.wait()))
        thread.start()
        ready.acquire()
        self.addCleanup(thread.join)
        self.addCleanup(go.set)
        for probe in (lab.gil.state, lab.gil.switch_number, lab.gil.threads):
            with self.subTest(probe=probe.__name__):
                state = lab.gil.state()
                states = [self.bytes_of_gil() for _ in range(3)]
                self.assertEqual(len(set(states)), 1)
                names = threading.enumerate()
                probe()
                self.assertLessEqual(min(self.grown_by(probe) for _ in range(4)), SLACK)
                self.assertEqual(lab.gil.state(), state)
                self.assertEqual(self.bytes_of_gil(), states[0])
                self.assertEqual(threading.enumerate(), names)

    def grown_by(self, probe):
        """Blocks after CALLS calls. Free lists fill in some rounds; a leak grows in each."""
        blocks = sys.getallocatedblocks()
        for _ in range(CALLS):
            probe()
        return abs(sys.getallocatedblocks() - blocks)

    def test_a_sampler_takes_no_turn(self):
        before = lab.gil.switch_number()
        with lab.gil.sampling(20) as samples:
            while samples.samples < ENOUGH:
                samples.share()
        self.assertEqual(lab.gil.switch_number(), before)

    def bytes_of_gil(self):
        """interval, last_holder, locked, switch_number: the four words before the condition."""
        return ctypes.string_at(lab.gil.state()["address"], 32)


class Endings(HostTest):
    def test_the_program_ends_while_it_samples(self):
        for end in ("", "import sys; sys.exit(0)", "import os; os._exit(0)"):
            program = (
                "import lab\nsamples = lab.gil.sampling(20)\nsamples.__enter__()\n"
                f"while samples.samples < 50: pass\n{end}\n"
            )
            for _ in range(3):
                self.output("-c", program)

    def test_a_sampling_that_nobody_keeps(self):
        program = "import lab\nlab.gil.sampling(20).__enter__()\nfor _ in range(10**5): pass"
        self.output("-c", program)

    def test_a_fork_while_it_samples(self):
        program = """
import lab, os, sys
with lab.gil.sampling(20) as samples:
    while samples.samples < 50: pass
    for _ in range(20):
        child = os.fork()
        if child == 0:
            counted = samples.samples, samples.share()
            samples.stop()
            for _ in range(10**4): pass
            with lab.gil.sampling(20) as own:
                while own.samples < 10: pass
            os._exit((samples.samples, samples.share()) != counted)
        assert os.waitpid(child, 0)[1] == 0
    before = samples.samples
    while samples.samples == before: pass
print("parent goes on")
"""
        self.assertEqual(self.output("-W", "ignore", "-c", program), "parent goes on\n")


if __name__ == "__main__":
    unittest.main()
