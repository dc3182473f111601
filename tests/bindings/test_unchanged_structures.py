"""The probes of single structures leave what they read as it was: its bytes, references and blocks."""

import ctypes
import functools
import gc
import sys
import unittest
import weakref
from collections import OrderedDict, deque

import lab
from memory import refcount_at

CALLS = 300
SLACK = 64  # the interpreter's own free lists fill up and drain; a leak would be CALLS


class Node:
    def __init__(self):
        self.other = self


@functools.lru_cache(maxsize=4)
def cached(x):
    return [x]


def plus(a, b):
    return a + b


def generators():
    def count():
        yield [1]
        yield [2]

    def relay():
        yield from inner

    begun, over, inner = count(), count(), count()
    outer = relay()
    next(begun), next(outer), list(over)
    return [count(), begun, over, outer]


def samples():
    cached(10**20), cached(10**21)
    node = Node()
    node.references = [weakref.ref(node, lambda _: None), weakref.ref(node)]
    ordered = OrderedDict.fromkeys(["".join(["k", str(i)]) for i in range(20)])
    ordered.move_to_end("k3")
    return {
        lab.int.layout: [10**30, -5, 0],
        lab.str.layout: ["".join(["tëx", "t"]), "".join(["asc", "ii"]), "日本"],
        lab.tuple.layout: [(1, [2]), ()],
        lab.bytearray.layout: [bytearray(b"abc")],
        lab.set.layout: [{1, "a"}, frozenset(["fresh".upper()])],
        lambda x: lab.set.probe(x, "a"): [{1, "a"}, {2}],
        lab.deque.layout: [deque(range(200))],
        lab.ordereddict.layout: [ordered],
        lab.ordereddict.order: [ordered],
        lab.type.layout: [Node, int],
        lab.type.slots: [Node, int],
        lab.weakref.references: [node],
        lab.memoryview.layout: [memoryview(bytearray(9))[1:]],
        lab.lru_cache.layout: [cached],
        lab.pymalloc.block: [node, int, 10**30],
        lab.pymalloc.pool: [node, int],
        lab.pymalloc.allocator: [node, int],
        lab.code.instructions: [plus],
        lab.code.specialisations: [plus],
        lab.code.layout: [plus],
        lab.generator.layout: generators(),
    }


def body(x):
    """The object's own bytes, without the refcount that the probe's caller moves."""
    return ctypes.string_at(id(x) + 8, lab.inspect(x)["size"] - 8)


def blocks_of(x):
    """The memory that hangs off the object and that a probe walks."""
    if isinstance(x, set):
        got = lab.set.layout(x)
        return ctypes.string_at(got["table"], 16 * got["size"])
    if isinstance(x, deque):
        return [ctypes.string_at(b["address"], 528) for b in lab.deque.layout(x)["blocks"]]
    if isinstance(x, OrderedDict):
        return [ctypes.string_at(n["address"], 32) for n in lab.ordereddict.layout(x)["nodes"]]
    return None


class Unchanged(unittest.TestCase):
    def setUp(self):
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)

    def check(self, probe, *arguments):
        probe(*arguments)  # what is cached once is cached now
        collector = gc.get_stats(), gc.get_threshold(), gc.isenabled()
        before = [(refcount_at(id(x)), body(x), blocks_of(x)) for x in arguments]
        # A leak grows in every round; free lists that fill or drain do so in some.
        grown = []
        for _ in range(4):
            allocated = sys.getallocatedblocks()
            for _ in range(CALLS):
                probe(*arguments)
            grown.append(abs(sys.getallocatedblocks() - allocated))
        after = [(refcount_at(id(x)), body(x), blocks_of(x)) for x in arguments]
        self.assertEqual(after, before)
        self.assertLessEqual(min(grown), SLACK, grown)
        self.assertEqual((gc.get_stats(), gc.get_threshold(), gc.isenabled()), collector)

    def test_probes_of_objects(self):
        for probe, objects in samples().items():
            for x in objects:
                with self.subTest(probe=probe.__doc__ and probe.__doc__.split("\n")[0], of=type(x).__name__):
                    self.check(probe, x)

    def test_first_call_of_all_computes_nothing(self):
        text = "".join(["fre", "sh"])
        frozen = frozenset([text])
        view = memoryview(b"abc")
        before = body(text), body(frozen), body(view)
        lab.str.layout(text), lab.set.layout(frozen), lab.memoryview.layout(view)
        self.assertEqual((body(text), body(frozen), body(view)), before)

    def test_probes_without_an_object(self):
        for probe in (lab.int.small_range, lab.pymalloc.map, lambda: lab.frame.chain(3), lab.frame.hooks):
            self.check(probe)

    def test_chain_makes_no_frame_objects(self):
        lab.frame.chain()
        self.assertIsNone(lab.frame.chain(1)[0]["frame_object"])

    def test_code_that_was_never_run_is_not_warmed_up(self):
        function = eval("lambda a, b: a + b")
        before = lab.code.instructions(function), lab.code.layout(function)
        for _ in range(CALLS):
            lab.code.specialisations(function)
        self.assertEqual((lab.code.instructions(function), lab.code.layout(function)), before)
