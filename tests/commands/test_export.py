"""lab export: the trace says what the ledger says."""

import json
import textwrap
import unittest
from collections import defaultdict

from front import COULD_NOT_RUN, PASSED, USAGE, FrontTest

COUNTING = """
    import gc, threading

    def count():
        n = 0
        for i in range(200_000):
            n += i

    threads = [threading.Thread(target=count, name=f"counts-{n}") for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gc.collect()
    """


def nanoseconds(event):
    return round(1000 * event["ts"])


class ChromeTrace(FrontTest):
    def record(self, source, watch="gil,gc", name="x.py"):
        self.write(name, textwrap.dedent(source))
        process = self.lab("run", name, "--watch", watch, "--log", "x.lablog", "--json")
        self.assertExit(process, PASSED)
        [result] = json.loads(process.stdout)["results"]
        return result["watched"]

    def trace(self):
        self.assertExit(self.lab("export", "x.lablog", "--perfetto", "x.json"), PASSED)
        return json.loads((self.folder / "x.json").read_text())["traceEvents"]

    def slices(self, events, name):
        found = defaultdict(list)
        for event in events:
            if event["ph"] == "X" and event["name"].startswith(name):
                found[event["pid"], event["tid"]].append(
                    (nanoseconds(event), nanoseconds(event) + round(1000 * event["dur"])))
        return found

    def test_each_hand_off_is_an_arrow_between_the_right_two_holds(self):
        watched = self.record(COUNTING)
        events = self.trace()
        holds = self.slices(events, "holds the GIL")
        starts = [event for event in events if event["ph"] == "s"]
        ends = {event["id"]: event for event in events if event["ph"] == "f"}
        self.assertEqual(len(starts), watched["gil"]["handoffs"])
        self.assertGreaterEqual(len(starts), 3)
        flat = sorted((span, track) for track, spans in holds.items() for span in spans)
        for start in starts:
            end = ends[start["id"]]
            source, target = (start["pid"], start["tid"]), (end["pid"], end["tid"])
            self.assertNotEqual(source, target)
            [into] = [span for span, track in flat if track == target and span[0] == nanoseconds(end)]
            before = flat[flat.index((into, target)) - 1]
            self.assertEqual(before[1], source)
            self.assertLessEqual(before[0][0], nanoseconds(start))
            self.assertLessEqual(nanoseconds(start), before[0][1])

    def test_no_two_hold_at_a_time_and_none_waits_meanwhile(self):
        self.record(COUNTING)
        events = self.trace()
        holds = self.slices(events, "holds the GIL")
        spans = sorted(span for spans in holds.values() for span in spans)
        for (_, end), (start, _) in zip(spans, spans[1:]):
            self.assertLessEqual(end, start)
        waits = self.slices(events, "waits for the GIL")
        for track, own in waits.items():
            for start, end in own:
                self.assertFalse([1 for a, b in holds[track] if a < end and start < b])

    def test_threads_have_their_names(self):
        self.record(COUNTING)
        named = {event["args"]["name"] for event in self.trace() if event["name"] == "thread_name"}
        self.assertLessEqual({"counts-0", "counts-1", "counts-2"}, named)

    def test_lives_waits_steps_and_blocks_come_in_pairs(self):
        self.record("""
            import asyncio, threading
            cache = {}
            cache[1] = 1
            lock = threading.Lock()
            entered = threading.Event()
            def wait():
                entered.set()
                with lock: pass
            lock.acquire()
            waiter = threading.Thread(target=wait)
            waiter.start()
            entered.wait()
            while not any(True for _ in range(1000)): pass
            lock.release()
            waiter.join()
            async def main():
                await asyncio.sleep(0)
            asyncio.run(main())
            """, "object:cache,refcount:cache,locks:all,tasks,alloc:calls")
        events = self.trace()
        open_spans = {}
        seen = defaultdict(int)
        for event in events:
            if event["ph"] == "b":
                self.assertNotIn((event["cat"], event["id"]), open_spans)
                open_spans[event["cat"], event["id"]] = event
                seen[event["cat"]] += 1
            elif event["ph"] == "e":
                begun = open_spans.pop((event["cat"], event["id"]))
                self.assertEqual(begun["name"], event["name"])
                self.assertLessEqual(begun["ts"], event["ts"])
        self.assertEqual(open_spans, {})
        self.assertEqual(seen["object"], 1)
        self.assertGreaterEqual(seen["task"], 2)
        blocks = [e["args"]["blocks"] for e in events if e["ph"] == "C" and e["name"].startswith("blocks")]
        self.assertGreater(len(blocks), 100)
        self.assertTrue(all(abs(a - b) == 1 for a, b in zip(blocks, blocks[1:])))

    def test_collections_lie_within_a_hold(self):
        watched = self.record(COUNTING)
        events = self.trace()
        collections = self.slices(events, "collect generation")
        self.assertEqual(sum(map(len, collections.values())), sum(watched["gc"]["collections"]))
        holds = self.slices(events, "holds the GIL")
        for track, spans in collections.items():
            for start, end in spans:
                self.assertTrue([1 for a, b in holds[track] if a <= start and end <= b])

    def test_hostile_text_stays_text(self):
        source = "import lab\nlab.observe('\"]}<script>\\n\\x1b[2J', '\\u202e')\n"
        self.record(source, "gc", name="x'\"]}.py")
        names = [event["name"] for event in self.trace() if event["ph"] == "i"]
        self.assertIn('"]}<script>\n\x1b[2J', names)


class Unusable(FrontTest):
    def test_no_log(self):
        self.write("x.lablog", "not a log")
        process = self.lab("export", "x.lablog", "--perfetto", "x.json")
        self.assertExit(process, USAGE)
        self.assertIn("x.lablog", process.stderr)

    def test_log_that_was_cut(self):
        self.write("x.py", "import lab\nfor i in range(1000): lab.observe('n', i)\n")
        self.assertExit(self.lab("run", "x.py", "--log", "x.lablog"), PASSED)
        whole = (self.folder / "x.lablog").read_bytes()
        self.write("cut.lablog", whole[: len(whole) // 2])
        process = self.lab("export", "cut.lablog", "--perfetto", "x.json")
        self.assertExit(process, COULD_NOT_RUN)
        self.assertIn("cut.lablog: not all of it could be read", process.stderr)
        self.assertGreater(len(json.loads((self.folder / "x.json").read_text())["traceEvents"]), 100)

    def test_file_that_cannot_be_written(self):
        self.write("x.py", "")
        self.assertExit(self.lab("run", "x.py", "--log", "x.lablog"), PASSED)
        process = self.lab("export", "x.lablog", "--perfetto", "nowhere/x.json")
        self.assertExit(process, COULD_NOT_RUN)
        self.assertIn("nowhere/x.json: cannot be written", process.stderr)


if __name__ == "__main__":
    unittest.main()
