"""refcount:NAME on the command line: a global from its binding on, and again when it is bound anew."""

from driver import VERSION
from refcount_log import HARDWARE, INSTRUCTION, SurvivalTest, ends, needs_hardware, writes

# From 3.12 a binding is told by the dict while it is made: the stack and the dict hold the object. In
# 3.11 it is found after the instruction, when only the dict is left.
TOLD_WHILE_BINDING = tuple(map(int, VERSION.split(".")[:2])) >= (3, 12)


class NamesTest(SurvivalTest):
    """refcount:NAME, in each mode below."""

    def named(self, name, code, **variables):
        return self.run_script(code, LAB_WATCH="refcount:" + name, **variables)

    def test_from_its_binding_on_and_bound_anew(self):
        events = self.named("x", "x = []\ny = x\nx = (1, x)[1:]\nx = {}\nlast = 1\n")
        watched = [e for e in events if e["event"] == "refcount.watch"]
        self.assertEqual([e["type"] for e in watched], ["list", "tuple", "dict"])
        self.assertEqual([e["value"] for e in watched], [2, 2, 2] if TOLD_WHILE_BINDING else [1, 1, 1])
        # y and the tuple hold the list when the name lets it go; nobody holds the tuple.
        self.assertEqual([(e["reason"], e["value"]) for e in events if e["event"] == "refcount.end"],
                         [("stopped", 2), ("deallocated", 0), ("exit", 1)])

    def test_that_dies_by_being_bound_anew(self):
        events = self.named("x", "x = [1]\nx = [2]\nlast = 1\n")
        self.assertEqual([reason for _, reason in ends(events)], ["deallocated", "exit"])
        (death,) = [e for e in writes(events) if e["value"] == 0]
        self.assertEqual((death["line"], death["opcode"]), (2, "STORE_NAME"))

    def test_that_is_deleted_and_bound_again(self):
        events = self.named("x", "x = []\ny = x\ndel x\nz = y\nx = {}\nlast = 1\n")
        self.assertEqual([(e["reason"], e["value"]) for e in events if e["event"] == "refcount.end"],
                         [("stopped", 2), ("exit", 1)])

    def test_many_bindings(self):
        events = self.named("x", "for i in range(500):\n    x = [i]\nlast = 1\n")
        self.assertEqual([reason for _, reason in ends(events)], ["deallocated"] * 499 + ["exit"])

    def test_four_names_that_are_bound_in_turn(self):
        code = "for _ in range(20):\n    a = []\n    b = []\n    c = []\n    d = []\nlast = 1\n"
        events = self.run_script(code, LAB_WATCH="refcount:a,refcount:b,refcount:c,refcount:d")
        for name in "abcd":
            mine = [reason for n, reason in ends(events) if n == name]
            self.assertEqual((len(mine), mine[-1]), (20, "exit"))

    def test_attribute_of_an_instance_a_module_a_class_and_a_slot(self):
        scene = (
            "import types\n"
            "class Plain: data = None\n"
            "class Slotted: __slots__ = ('data',)\n"
            "cache = {make}\n"
            "cache.data = [1]\n"
            "y = cache.data\n"
            "cache.data = 5\n"
            "last = 1\n"
        )
        for make in ("Plain()", "Plain", "Slotted()", "types.ModuleType('m')"):
            with self.subTest(make=make):
                events = self.named("cache.data", scene.replace("{make}", make))
                lists = [e for e in events if e["event"] == "refcount.watch" and e["type"] == "list"]
                self.assertEqual([e["value"] for e in lists], [1])
                at = events.index(lists[0])
                self.assertIn(2, [e["value"] for e in events[at + 1 :]])

    def test_attribute_that_code_computes_is_not_run(self):
        self.named(
            "cache.data",
            "class Cache:\n"
            "    @property\n"
            "    def data(self): print('ran')\n"
            "    def __getattr__(self, name): print('ran')\n"
            "cache = Cache()\nlast = 1\n",
        )
        self.assertEqual(self.process.stdout, "")

    def test_never_bound(self):
        self.named("no_such", "x = []\n")
        self.assertEqual(len([n for n in self.notices() if '"no_such" was never bound' in n]), 1)

    def test_no_name(self):
        for name in ("a..b", "1x", "x.", "x y"):
            self.named(name, "x = []\n")
            self.assertIn(f'"{name}" is no name', self.process.stderr)


class NamedByComparison(NamesTest):
    mode = INSTRUCTION


@needs_hardware
class NamedByWatchpoint(NamesTest):
    mode = HARDWARE
