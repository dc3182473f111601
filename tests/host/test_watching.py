"""When the watches are on: from the program's first line to its last atexit callback."""

from driver import HostTest, of_kind

COLLECT_AT_EXIT = "import atexit, gc\natexit.register(gc.collect, 2)\n"


class Watching(HostTest):
    def watch(self, what, code, *options):
        process, records = self.record(*options, "-c", code, variables={"LAB_WATCH": what})
        self.assertStatus(process, 0)
        self.stderr = process.stderr
        return records

    def collections(self, records):
        return [r for r in of_kind(records, "event") if r["event"].startswith("gc.")]

    def test_unknown_watch_is_said_and_the_program_runs(self):
        records = self.watch("no-such-watch", "print(1)")
        self.assertIn("no-such-watch", self.stderr)
        self.assertTrue(any("no-such-watch" in r["text"] for r in of_kind(records, "notice")))

    def test_nothing_watched(self):
        self.assertEqual(self.collections(self.watch("", "import gc; gc.collect()")), [])

    def test_gc(self):
        self.assertNotEqual(self.collections(self.watch("gc", "import gc; gc.collect()")), [])

    def test_through_the_programs_own_atexit_callbacks(self):
        # From 3.12 a collection that start-up made due may run in the program's first instructions.
        records = self.watch("gc", "import gc; gc.disable(); import lab; lab.observe('begin', 1)")
        begin = [record["kind"] for record in records].index("observation")
        self.assertEqual(self.collections(records[begin:]), [], "the collection of finalization itself is not the program's")
        self.log.unlink()
        code = "import gc; gc.disable()\n" + COLLECT_AT_EXIT
        self.assertNotEqual(self.collections(self.watch("gc", code)), [])

    def test_program_that_empties_atexit(self):
        records = self.watch("gc", "import atexit, gc; atexit._clear(); gc.collect()")
        self.assertNotEqual(self.collections(records), [])
        self.assertEqual(records[-1]["kind"], "process_end")

    def test_in_a_spawned_child(self):
        script = self.write(
            "spawn.py",
            "import gc, multiprocessing as m\n"
            "if __name__ == '__main__':\n"
            "    gc.disable()\n"
            "    p = m.get_context('spawn').Process(target=gc.collect)\n"
            "    p.start(); p.join()\n",
        )
        process, records = self.record(script, variables={"LAB_WATCH": "gc"})
        self.assertStatus(process, 0)
        starts = of_kind(records, "process_start")
        (child,) = [start["pid"] for start in starts if "--multiprocessing-fork" in start["argv"]]
        self.assertIn(child, {r["pid"] for r in self.collections(records)})
