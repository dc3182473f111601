"""`lab run FILE --watch gil`: who held the GIL and why it moved, on the page and as data."""

import json
import unittest

from front import COULD_NOT_RUN, PASSED, WRONG, FrontTest

SUM_AND_READS = """\
import os, threading

def big():
    for _ in range(2):
        sum(range(8_000_000))

def reader():
    zero = os.open("/dev/zero", os.O_RDONLY)
    for _ in range(3000):
        os.read(zero, 1)

threads = [threading.Thread(target=work, name=work.__name__) for work in (big, reader)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""

TWO_SPINNERS = """\
import sys, threading

sys.setswitchinterval(0.001)
def spin():
    for _ in range(3_000_000):
        pass
threads = [threading.Thread(target=spin, name=f"spin-{n}") for n in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""

EXIT_IN_A_THREAD = """\
import os, threading
threading.Thread(target=lambda: os._exit(0)).start()
threading.Event().wait()
"""

ENDLESS = """\
import threading
threading.Thread(target=lambda: [None for _ in iter(int, 1)]).start()
threading.Event().wait()
"""

FORKED = """\
import os, sys
if os.fork() == 0:
    for _ in range(100):
        os.stat("/")
    os._exit(0)
_, status = os.wait()
sys.exit(status)
"""


class Gil(FrontTest):
    def watched(self, *arguments, status=PASSED):
        process = self.lab("run", "--json", *arguments, "--watch", "gil")
        self.assertExit(process, status)
        return json.loads(process.stdout)["results"][0]["watched"]["gil"]

    def assertAgrees(self, gil):
        self.assertTrue(gil["agrees"])
        self.assertEqual(gil["handoffs"], gil["switch_number"])
        self.assertEqual((gil["overlaps"], gil["left_out"]), (0, 0))

    def test_each_read_let_go_and_the_sum_held_on(self):
        self.write("x.py", SUM_AND_READS)
        gil = self.watched("x.py")
        self.assertAgrees(gil)
        threads = {thread["name"]: thread for thread in gil["threads"]}
        self.assertGreaterEqual(threads["reader"]["takes"], 3000)
        self.assertLess(threads["big"]["takes"], 100)
        longest = gil["longest_holds"][0]
        self.assertEqual((longest["thread"], longest["line"]), ("big", 5))
        self.assertEqual(gil["longest_hold_us"], longest["us"])
        self.assertGreater(longest["us"], 10 * threads["reader"]["held_us"] / 3000)

    def test_holds_fill_the_run_once(self):
        """Nobody holds it while another does: all that is held is no more than there was time for."""
        self.write("x.py", TWO_SPINNERS)
        process = self.lab("run", "--json", "x.py", "--watch", "gil")
        result = json.loads(process.stdout)["results"][0]
        gil = result["watched"]["gil"]
        self.assertAgrees(gil)
        self.assertLessEqual(sum(thread["held_us"] for thread in gil["threads"]), result["seconds"] * 1e6)
        self.assertGreater(gil["forced"], 0)
        spinners = [thread for thread in gil["threads"] if thread["name"].startswith("spin-")]
        self.assertEqual(sum(thread["forced"] for thread in spinners), gil["forced"])

    def test_the_page(self):
        self.write("x.py", SUM_AND_READS)
        process = self.lab("run", "x.py", "--watch", "gil")
        self.assertExit(process, PASSED)
        page = process.stderr
        self.assertRegex(page, r"gil +(\d+) hand-offs · switch_number \1 · \d+ forced")
        self.assertRegex(page, r"\n +big +\S*[█▒]{9}")
        self.assertRegex(page, r"\n +x\.py:10 +os\.read\(\) +3000 +\d+\n")
        # Up to where is not said of a hold that lasts to the thread's end.
        self.assertRegex(page, r"longest hold: big held on for \d+ ms")
        self.assertRegex(page, r"longest wait: (reader|MainThread) waited for \d+ ms")
        self.assertEqual(process.stdout, "")

    def test_narrow_and_ascii(self):
        self.write("x.py", SUM_AND_READS)
        environment = self.environment(COLUMNS="40", LC_ALL="C")
        process = self.lab("run", "x.py", "--watch", "gil", environment=environment)
        process.stderr.encode("ascii")
        self.assertLessEqual(max(map(len, process.stderr.splitlines())), 40)

    def test_exit_in_a_thread_leaves_the_ledger_without_its_end(self):
        self.write("x.py", EXIT_IN_A_THREAD)
        self.assertAgrees(self.watched("x.py", status=WRONG))

    def test_stopped_at_its_limit(self):
        self.write("x.py", ENDLESS)
        gil = self.watched("x.py", "--limits", "wall=1", status=COULD_NOT_RUN)
        self.assertAgrees(gil)
        self.assertFalse(gil["processes"][0]["ended"])

    def test_a_forked_child_has_a_ledger_of_its_own(self):
        self.write("x.py", FORKED)
        gil = self.watched("x.py")
        self.assertAgrees(gil)
        parent, child = gil["processes"]
        self.assertNotEqual(parent["pid"], child["pid"])
        self.assertGreaterEqual(child["takes"], 100)
        self.assertEqual(child["handoffs"], 0)


if __name__ == "__main__":
    unittest.main()
