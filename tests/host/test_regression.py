"""CPython's own regression tests pass under a host, with our hooks and without."""

from driver import HostTest

TESTS = ["test_gc", "test_dict", "test_weakref"]


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
