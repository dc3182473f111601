"""`lab run FILE --watch tasks`: who blocked the loop, on the page and as data."""

import json
import unittest

from front import COULD_NOT_RUN, PASSED, FrontTest

BLOCKED = """\
import asyncio, time

async def ticker():
    for _ in range(10):
        await asyncio.sleep(0.005)

async def handler():
    await asyncio.sleep(0)
    time.sleep(0.2)
    return 1

async def main():
    await asyncio.gather(ticker(), handler())

asyncio.run(main())
"""

STUCK = """\
import asyncio, time

async def stuck():
    await asyncio.sleep(0)
    while True: pass

asyncio.run(stuck())
"""


class Tasks(FrontTest):
    def watched(self, *arguments, status=PASSED):
        process = self.lab("run", "--json", *arguments, "--watch", "tasks")
        self.assertExit(process, status)
        return json.loads(process.stdout)["results"][0]["watched"]["tasks"]

    def test_the_longest_step_with_its_lines(self):
        self.write("x.py", BLOCKED)
        tasks = self.watched("x.py")
        longest = tasks["longest_step"]
        self.assertEqual((longest["name"], longest["outcome"]), ("handler", "returned"))
        self.assertEqual((longest["from"]["line"], longest["to"]["line"]), (8, 10))
        self.assertGreaterEqual(tasks["longest_step_us"], 200_000)
        self.assertEqual((tasks["latest"]["name"], tasks["latest"]["line"]), ("ticker", 5))
        self.assertEqual(tasks["timers"], 10)
        coroutines = [task["coroutine"] for task in tasks["each"]]
        self.assertEqual(coroutines[:3], ["main", "ticker", "handler"])
        self.assertEqual(tasks["each"][1]["created"]["line"], 13)
        self.assertEqual((tasks["pending"], tasks["left_out"]), (0, 0))

    def test_the_page(self):
        self.write("x.py", BLOCKED)
        process = self.lab("run", "x.py", "--watch", "tasks")
        self.assertExit(process, PASSED)
        self.assertRegex(process.stderr, r"handler \(Task-\d+\) held its loop for \d+ ms, x\.py:8 to 10, then returned")
        self.assertRegex(process.stderr, r"\n +9  time\.sleep\(0\.2\)\n")
        self.assertRegex(process.stderr, r"ticker \(Task-\d+\) was \d+ ms late, at x\.py:5")
        self.assertRegex(process.stderr, r"Task-\d+ handler .*█████")
        self.assertEqual(process.stdout, "")

    def test_narrow_and_ascii(self):
        self.write("x.py", BLOCKED)
        environment = self.environment(COLUMNS="40", LC_ALL="C")
        process = self.lab("run", "x.py", "--watch", "tasks", environment=environment)
        process.stderr.encode("ascii")
        self.assertLessEqual(max(map(len, process.stderr.splitlines())), 40)

    def test_a_loop_that_is_blocked_when_its_time_is_over(self):
        self.write("x.py", STUCK)
        tasks = self.watched("x.py", "--limits", "wall=2", status=COULD_NOT_RUN)
        longest = tasks["longest_step"]
        self.assertEqual((longest["name"], longest["outcome"]), ("stuck", "running"))
        self.assertEqual((longest["from"]["line"], longest["to"]["line"]), (4, 0))
        self.assertGreater(tasks["longest_step_us"], 0)


if __name__ == "__main__":
    unittest.main()
