"""CPython's own regression tests pass under a host, with our hooks and without."""

import lablog
from driver import HostTest, of_kind

TESTS = ["test_gc", "test_dict", "test_weakref"]
# Of those that trace, profile or monitor themselves only test_monitoring cannot pass beside a watch: it
# checks that no tool at all has any event on.
OBSERVERS = ["test_sys_settrace", "test_sys_setprofile", "test_generators"]


class Regression(HostTest):
    def setUp(self):
        super().setUp()
        self.require("test.test_gc")

    def check(self, process):
        self.assertStatus(process, 0)
        self.assertRegex(process.stdout, "[Rr]esult: SUCCESS")

    def test_without_a_log(self):
        self.check(self.start("-m", "test", *TESTS))

    def test_with_the_gc_watched(self):
        process, _ = self.record("-m", "test", *TESTS, variables={"LAB_WATCH": "gc"})
        self.check(process)

    def test_observers_with_the_lines_watched(self):
        lablog.create(self.log, capacity=2 << 30)  # sparse, and not read here
        variables = {"LAB_LOG": self.log, "LAB_WATCH": "lines"}
        self.check(self.start("-m", "test", *OBSERVERS, variables=variables))

    def test_with_allocations_watched(self):
        self.watch_all("alloc")

    def test_with_deaths_watched(self):
        self.watch_all("deaths")

    def test_threads_with_locks_watched(self):
        process, records = self.record("-m", "test", "test_thread", "test_threading", variables={"LAB_WATCH": "locks"})
        self.check(process)
        events = of_kind(records, "event")
        self.assertTrue([e for e in events if e["event"] == "lock.wait"])
        self.assertEqual([e for e in events if e["event"].startswith("deadlock")], [])

    def watch_all(self, what):
        for test in ("test_tracemalloc", *TESTS):
            if self.log.exists():
                self.log.unlink()
            process, _ = self.record("-m", "test", test, variables={"LAB_WATCH": what})
            self.check(process)
