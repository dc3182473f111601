"""`lab run FILE --watch locks`: a deadlock as the cause of a time-out, and who waited for which lock."""

import json
import re

from front import COULD_NOT_RUN, PASSED, FrontTest

DEADLOCK = """\
import threading
A = threading.Lock()
B = threading.Lock()
both = threading.Barrier(2)
def one():
    with A:
        both.wait()
        with B: pass
def two():
    with B:
        both.wait()
        with A: pass
threads = [threading.Thread(target=f, name=f.__name__) for f in (one, two)]
for t in threads: t.start()
for t in threads: t.join()
"""
SENTENCE = {"one holds A (deadlock.py:6) and waits for B (deadlock.py:8)",
            "two holds B (deadlock.py:10) and waits for A (deadlock.py:12)"}

CONTENDED = """\
import threading
lock, held = threading.Lock(), threading.Event()
def hold():
    with lock:
        held.set()
        while True:
            if waiting.wait(0.05): break
waiting = threading.Event()
def want():
    waiting.set()
    with lock: pass
holder = threading.Thread(target=hold)
holder.start()
held.wait()
wanter = threading.Thread(target=want)
wanter.start()
holder.join(); wanter.join()
for _ in range(100):
    with lock: pass
"""


class Deadlock(FrontTest):
    def run_it(self, *arguments):
        self.write("deadlock.py", DEADLOCK)
        process = self.lab("run", "deadlock.py", "--watch", "locks", "--limits", "wall=2", *arguments)
        self.assertExit(process, COULD_NOT_RUN)
        return process

    def test_it_is_the_cause_with_both_lines(self):
        result = json.loads(self.run_it("--json").stdout)["results"][0]
        self.assertEqual(result["cause"], "wall-time")
        self.assertTrue(result["message"].startswith("deadlock: "), result["message"])
        self.assertEqual(set(result["message"].removeprefix("deadlock: ").split("; ")), SENTENCE)
        (deadlock,) = result["watched"]["locks"]["deadlocks"]
        self.assertLess(deadlock["told_after_us"], 1_000_000)
        places = {(t["thread"], t["holds"], t["held_at"]["line"], t["waits_for"], t["at"]["line"])
                  for t in deadlock["cycle"]}
        self.assertEqual(places, {("one", "A", 6, "B", 8), ("two", "B", 10, "A", 12)})
        self.assertEqual([t["thread"] for t in deadlock["also"]], ["MainThread"])

    def test_the_page_says_it_at_once_and_draws_the_cycle(self):
        page = self.run_it().stderr
        self.assertTrue(page.startswith("lab: deadlock: "), page)  # by the host, before any page
        self.assertRegex(page, r"\n +(one|two) +holds [AB] +deadlock\.py:(6|10)\n")
        self.assertRegex(page, r"\n +│ +waits for [AB] +deadlock\.py:(8|12)\n")
        self.assertIn("none of them can go on", page)
        self.assertIn("1 deadlock", page)
        self.assertLessEqual(max(len(line) for line in page.splitlines() if not line.startswith("lab: ")), 80)

    def test_in_the_log_within_a_second(self):
        self.run_it("--log", "d.lablog")
        times = {}
        for name in ("lock.wait", "deadlock"):
            text = self.lab("log", "d.lablog", "--name", name, "--json").stdout
            found = [json.loads(line) for line in text.splitlines()]
            times[name] = [record["time_ns"] for record in found
                           if record["name"] == name and record["fields"].get("for", "acquire") == "acquire"]
        self.assertEqual(len(times["deadlock"]), 1)
        self.assertLess(times["deadlock"][0] - max(times["lock.wait"]), 1_000_000_000)


class Contended(FrontTest):
    def test_who_waited_and_where(self):
        self.write("contended.py", CONTENDED)
        process = self.lab("run", "--json", "contended.py", "--watch", "locks")
        self.assertExit(process, PASSED)
        locks = json.loads(process.stdout)["results"][0]["watched"]["locks"]
        (lock,) = [one for one in locks["locks"] if one["name"] == "lock"]
        self.assertEqual((lock["type"], lock["made"]["line"], lock["acquisitions"]), ("Lock", 2, 102))
        self.assertLessEqual(lock["contended"], 1)
        self.assertEqual(locks["deadlocks"], [])

    def test_the_page_has_a_row_for_it(self):
        self.write("contended.py", CONTENDED)
        page = self.lab("run", "contended.py", "--watch", "locks").stderr
        self.assertTrue(re.search(r"\n +lock +Lock +\S+ +102 ", page), page)
