"""Each of CPython's allocators, with the lab's module loaded: the debug ones check who frees what."""

from driver import HostTest

PROGRAM = """
import lab
with lab.watch([1], "numbers") as watching:
    print(watching.mode)
"""


class Allocators(HostTest):
    def check(self, *options, **variables):
        process, _ = self.record(*options, "-c", PROGRAM, variables=variables)
        self.assertStatus(process, 0)
        self.assertEqual((process.stdout.strip() != "", process.stderr), (True, ""))

    def test_malloc(self):
        self.check(PYTHONMALLOC="malloc")

    def test_debug_hooks_over_pymalloc(self):
        self.check(PYTHONMALLOC="pymalloc_debug")

    def test_debug_hooks_over_malloc(self):
        self.check(PYTHONMALLOC="malloc_debug")

    def test_development_mode(self):
        self.check("-X", "dev")
