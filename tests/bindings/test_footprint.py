"""What a watch says of itself at its end."""

from watched_program import WatchedTest


class Footprints(WatchedTest):
    def footprint(self, code, what):
        """The footprint and the events that were written before it."""
        events = self.watch("import gc\ngc.disable()\n" + code, what)
        (event,) = [e for e in self.named(events, "footprint") if e["watch"] == what.partition(":")[0]]
        return event, [e for e in events if e["event"] != "footprint"]

    def test_events_are_those_in_the_log(self):
        cycles = "class A:\n    def __del__(self): pass\nfor _ in range(200):\n    a = A(); a.a = a\ngc.collect()\n"
        for what in ("gc", "alloc", "alloc:calls", "deaths"):
            footprint, events = self.footprint(cycles, what)
            self.assertEqual(footprint["events"], len(events), what)
            self.assertGreaterEqual(len(events), 2, what)

    def test_time_grows_with_the_calls(self):
        # 500 times as many calls: ten times the time would do. A process that others interrupt only
        # ever measures more, so the few are measured more often than once.
        few_calls = "x = [bytes(n) for n in range(600)]"
        few = min(self.footprint(few_calls, "alloc")[0]["nanoseconds"] for _ in range(5))
        many, _ = self.footprint("for _ in range(500):\n    x = [bytes(n) for n in range(600)]", "alloc")
        self.assertGreater(few, 0)
        self.assertGreater(many["nanoseconds"], 10 * few)

    def test_no_time_without_calls(self):
        footprint, events = self.footprint("pass", "deaths")
        self.assertEqual((footprint["nanoseconds"], events), (0, []))

    def test_it_holds_none_of_the_programs_objects(self):
        for what in ("gc", "alloc", "deaths", "locks"):
            self.assertEqual(self.footprint("x = [1]", what)[0]["references"], 0)

    def test_blocks_of_wrapped_callbacks(self):
        code = ("import lab, weakref\nclass A: pass\na = A()\nrefs = [weakref.ref(a, print) for _ in range(3)]\n"
                "lab.watch.deaths(a, 'a').stop()\n")
        (footprint,) = self.named(self.watch(code), "footprint")
        self.assertEqual(footprint["blocks"], 3)
