"""CPython's own regression tests pass under a host, with and without our hooks."""

from driver import HostTest

TESTS = ["test_gc", "test_dict", "test_weakref"]


class RegressionTest(HostTest):
    def setUp(self):
        super().setUp()
        self.require("test.test_gc")

    def check(self, process):
        self.assertStatus(process, 0)
        self.assertIn("Result: SUCCESS", process.stdout)

    def test_without_a_log(self):
        self.check(self.start("-m", "test", *TESTS))

    def test_with_a_log(self):
        process, _ = self.record("-m", "test", *TESTS)
        self.check(process)

    def test_with_the_gc_watched(self):
        process, _ = self.record("-m", "test", *TESTS, variables={"LAB_WATCH": "gc"})
        self.check(process)
