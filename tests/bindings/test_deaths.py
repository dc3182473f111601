"""The watch of deaths: what ends an object, in which order, and who did it."""

import sys

from watched_program import WatchedTest

BEGIN = """
import gc, lab, weakref
gc.disable()
said = []
class Plain: pass
class Mourned:
    def __del__(self): said.append("del")
class Returning:
    def __del__(self): saved.append(self)
saved = []
def callback(reference): said.append("callback")
"""
# From 3.13.6 and 3.14 the collector calls __del__ before it clears weak references that have callbacks.
CALLBACKS_FIRST = sys.version_info < (3, 13, 6)


class DeathTest(WatchedTest):
    def deaths(self, code, what="", after="print(*said)\n"):
        """(what, name, by) of each event, in the order that the events themselves give."""
        events = self.watch(BEGIN + code + after, what)
        found = [e for e in events if e["event"].startswith("death.")]
        self.assertEqual([e["order"] for e in found], list(range(1, len(found) + 1)))
        self.events = found
        return [(e["event"].removeprefix("death."), e["object"], e["by"]) for e in found]


class ByRefcount(DeathTest):
    def test_plain_object(self):
        code = "x = Plain()\nlab.watch.deaths(x, 'x')\naddress = id(x)\ndel x\nprint(address)\n"
        self.assertEqual(self.deaths(code), [("dealloc", "x", "refcount")])
        (event,) = self.events
        self.assertEqual(event["address"], int(self.process.stdout.split()[0]))
        self.assertEqual((event["type"], event["file"]), ("Plain", self.program))
        self.assertEqual(event["line"], BEGIN.count("\n") + 4)
        self.assertIn("DELETE_NAME", event["opcode"])

    def test_finalizer_then_callbacks_then_deallocation(self):
        code = "x = Mourned()\nr = weakref.ref(x, callback)\nlab.watch.deaths(x, 'x')\nx = None\n"
        self.assertEqual(self.deaths(code), [("finalizer", "x", "refcount"), ("callback", "x", "refcount"),
                                             ("dealloc", "x", "refcount")])
        self.assertEqual(self.process.stdout, "del callback\n")

    def test_every_callback(self):
        code = ("x = Plain()\nrefs = [weakref.ref(x, callback) for _ in range(3)] + [weakref.ref(x)]\n"
                "proxy = weakref.proxy(x, callback)\nlab.watch.deaths(x, 'x')\nx = None\n")
        self.assertEqual(self.deaths(code), [("callback", "x", "refcount")] * 4 + [("dealloc", "x", "refcount")])

    def test_resurrection_once(self):
        code = "x = Returning()\nlab.watch.deaths(x, 'x')\nx = None\nsaid.append(len(saved))\nsaved.clear()\n"
        self.assertEqual(self.deaths(code), [("finalizer", "x", "refcount"), ("resurrection", "x", "refcount"),
                                             ("dealloc", "x", "refcount")])
        self.assertEqual(self.process.stdout, "1\n")

    def test_derived_from_a_type_with_a_free_list(self):
        code = "class Items(list): pass\nx = Items([1])\nlab.watch.deaths(x, 'x')\nx = None\n"
        self.assertEqual(self.deaths(code), [("dealloc", "x", "refcount")])

    def test_no_more_after_the_stop(self):
        code = "x = Mourned()\nr = weakref.ref(x, callback)\nwith lab.watch.deaths(x, 'x') as w: pass\n" \
               "assert r.__callback__ is callback\nx = None\nassert w.events == 0\n"
        self.assertEqual(self.deaths(code), [])
        self.assertEqual(self.process.stdout, "del callback\n")

    def test_two_objects_in_order(self):
        code = "a, b = Plain(), Plain()\nlab.watch.deaths(a, 'a')\nlab.watch.deaths(b, 'b')\ndel b\ndel a\n"
        self.assertEqual([name for _, name, _ in self.deaths(code)], ["b", "a"])


class ByCollector(DeathTest):
    def test_cycle_with_finalizer_and_callback(self):
        code = ("x = Mourned()\nx.me = x\nr = weakref.ref(x, callback)\nlab.watch.deaths(x, 'x')\nx = None\n"
                "said.append('dropped')\ngc.collect()\n")
        ends = [("callback", "x", "collector"), ("finalizer", "x", "collector")]
        self.assertEqual(self.deaths(code), sorted(ends, reverse=not CALLBACKS_FIRST) + [("dealloc", "x", "collector")])
        words = ["callback", "del"] if CALLBACKS_FIRST else ["del", "callback"]
        self.assertEqual(self.process.stdout.split(), ["dropped", *words])

    def test_resurrection(self):
        code = "x = Returning()\nx.me = x\nlab.watch.deaths(x, 'x')\nx = None\ngc.collect()\nsaid.append(len(saved))\n"
        self.assertEqual(self.deaths(code), [("finalizer", "x", "collector"), ("resurrection", "x", "collector")])
        self.assertEqual(self.process.stdout, "1\n")

    def test_all_finalizers_before_any_deallocation(self):
        code = "a, b = Mourned(), Mourned()\na.other, b.other = b, a\ndel a, b\ngc.collect()\n"
        found = self.deaths(code, "deaths")
        self.assertEqual(found, [("finalizer", "Mourned", "collector")] * 2 + [("dealloc", "Mourned", "collector")] * 2)
        self.assertEqual(len({e["address"] for e in self.events}), 2)


class AllClasses(DeathTest):
    def test_only_classes_with_a_finalizer(self):
        code = "Plain()\nMourned()\n[Mourned() for _ in range(3)].clear()\n"
        self.assertEqual(self.deaths(code, "deaths"), [("finalizer", "Mourned", "refcount"), ("dealloc", "Mourned", "refcount")] * 4)

    def test_metaclasses_type_calls_and_inheritance(self):
        code = ("import abc, enum\nclass Meta(type):\n    def __new__(m, *a): return super().__new__(m, *a)\n"
                "class Deeper(Meta): pass\nclass A(Mourned, metaclass=Deeper): pass\n"
                "class B(Mourned, abc.ABC): pass\nC = type('C', (Mourned,), {})\nA(); B(); C()\n")
        found = self.deaths(code, "deaths")
        self.assertEqual([name for what, name, _ in found if what == "finalizer"], ["A", "B", "C"])

    def test_classes_from_before_the_watch(self):
        code = "import tempfile\nx = tempfile.TemporaryFile\nclass Later(Mourned): pass\nLater()\n"
        self.assertEqual(len(self.deaths(code, "deaths")), 2)

    def test_callbacks_of_references_are_announced(self):
        code = "x = Mourned()\nr = weakref.ref(x, callback)\nx = None\n"
        self.assertEqual([what for what, _, _ in self.deaths(code, "deaths")], ["finalizer", "callback", "dealloc"])

    def test_many_at_once(self):
        code = "many = [Mourned() for _ in range(5000)]\nmany.clear()\nassert len(said) == 5000\nsaid.clear()\n"
        found = self.deaths(code, "deaths")
        self.assertEqual(len(found), 10_000)
        self.assertEqual(found[0::2], [("finalizer", "Mourned", "refcount")] * 5000)

    def test_the_program_sees_its_own_classes(self):
        code = ("before = object.__subclasses__()\nassert not [c for c in before if c.__name__ == 'finalized']\n"
                "assert Mourned.__del__ is vars(Mourned)['__del__']\nassert not hasattr(Plain, '__del__')\n")
        self.assertEqual(self.deaths(code, "deaths"), [])


class Refused(DeathTest):
    def refusal(self, expression):
        self.deaths(f"try: lab.watch.deaths({expression}, 'x')\nexcept (TypeError, ValueError) as e: said.append(str(e))\n")
        self.assertNotEqual(self.process.stdout.strip(), "", expression)
        return self.process.stdout

    def test_what_never_dies(self):
        for expression in ("1", "True", "10**30", "None", "...", "int"):
            self.assertIn("cannot be watched", self.refusal(expression))

    def test_what_is_kept_in_a_free_list(self):
        for expression in ("[]", "{}", "(1, said)", "1.5"):
            self.assertIn("a class derived", self.refusal(expression))

    def test_watched_already(self):
        code = "x = Plain()\nlab.watch.deaths(x, 'x')\ntry: lab.watch.deaths(x, 'y')\nexcept ValueError as e: said.append(str(e))\ndel x\n"
        self.assertEqual(self.deaths(code), [("dealloc", "x", "refcount")])
        self.assertIn("already", self.process.stdout)


class Surviving(DeathTest):
    def test_watch_stopped_inside_the_finalizer(self):
        code = "class Stopping:\n    def __del__(self): w.stop()\nx = Stopping()\nw = lab.watch.deaths(x, 'x')\nx = None\n"
        self.assertEqual(self.deaths(code), [("finalizer", "x", "refcount")])

    def test_exception_in_the_finalizer(self):
        code = "class Failing:\n    def __del__(self): raise ValueError('in del')\nFailing()\n"
        self.assertEqual([w for w, _, _ in self.deaths(code, "deaths")], ["finalizer", "dealloc"])
        self.assertIn("in del", self.process.stderr)

    def test_exception_in_a_callback(self):
        code = "def failing(r): raise ValueError('in callback')\nx = Plain()\nr = weakref.ref(x, failing)\nlab.watch.deaths(x, 'x')\ndel x\n"
        self.assertEqual([w for w, _, _ in self.deaths(code)], ["callback", "dealloc"])
        self.assertIn("in callback", self.process.stderr)

    def test_object_alive_at_exit(self):
        code = "x = Mourned()\nr = weakref.ref(x, callback)\nlab.watch.deaths(x, 'x')\n"
        self.assertEqual(self.deaths(code), [])

    def test_deep_chain(self):
        code = "class Link(Mourned): pass\nx = None\nfor _ in range(100_000):\n    y = Link(); y.next = x; x = y\ndel y, x\nsaid.clear()\n"
        found = self.deaths(code, "deaths")
        self.assertEqual(sum(w == "dealloc" for w, _, _ in found), 100_000)

    def test_fork(self):
        code = "import os\nx = Mourned()\nlab.watch.deaths(x, 'x')\nchild = os.fork()\nif child: os.waitpid(child, 0)\nx = None\n"
        events = self.watch(BEGIN + code)
        pids = [e["pid"] for e in events if e["event"] == "death.dealloc"]
        self.assertEqual(len(set(pids)), 2)

    def test_with_allocations_watched_and_tracemalloc(self):
        code = "import tracemalloc\ntracemalloc.start()\nx = Mourned()\nlab.watch.deaths(x, 'x').events\nx = None\ntracemalloc.stop()\nMourned()\n"
        found = self.deaths(code, "alloc,deaths")
        self.assertEqual([w for w, _, _ in found], ["finalizer", "dealloc"] * 2)
