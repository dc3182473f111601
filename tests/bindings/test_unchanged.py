"""A probe leaves what it reads as it was: a thousand calls of each, and nothing has moved."""

import gc
import sys
import unittest

import lab
from memory import gc_state, refcount_at, version_tag

CALLS = 1000
SLACK = 64  # the interpreter's own free lists fill up and drain; a leak would be CALLS


class Node:
    def __init__(self):
        self.other = self


def things():
    split = Node()
    return [
        [1, 2, 3],
        {"a": 1, "b": [2]},
        {1: 2, "x": 3},
        vars(split),
        split,
        Node(),
        (1, [2]),
        {1, 2},
        "tëxt",
        b"bytes",
        object(),
        1.5,
        10**30,
        Node,
    ]


OBJECT_PROBES = {
    "refcount": lab.refcount,
    "is_immortal": lab.is_immortal,
    "address": lab.address,
    "weakrefs": lab.weakrefs,
    "inspect": lab.inspect,
    "gc.generation_of": lab.gc.generation_of,
    "gc.flags": lab.gc.flags,
    "gc.explain": lambda x: lab.gc.explain([x]),
    "observe": lambda x: lab.observe("x", [1, "tëxt", {"a": (2.5, None, lab.Absent("no"))}]),
}
LIST_PROBES = {"list.layout": lab.list.layout, "list.allocated": lab.list.allocated}
DICT_PROBES = {
    "dict.layout": lab.dict.layout,
    "dict.indices": lab.dict.indices,
    "dict.probe": lambda x: lab.dict.probe(x, "a"),
    "observe": lambda x: lab.observe("x", list(x)[:0]),
}
STATE_PROBES = {
    "gc.generations": lab.gc.generations,
    "gc.census": lab.gc.census,
    "gc.long_lived": lab.gc.long_lived,
}


def call_often(probe, *arguments):
    for _ in range(CALLS):
        probe(*arguments)


class Unchanged(unittest.TestCase):
    def setUp(self):
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)

    def check(self, name, probe, *arguments):
        call_often(probe, *arguments)  # what is cached once is cached now
        addresses = [id(x) for x in arguments]
        before = [refcount_at(a) for a in addresses], gc_state(), sys.getallocatedblocks()
        call_often(probe, *arguments)
        blocks = sys.getallocatedblocks()
        after = [refcount_at(a) for a in addresses], gc_state(), blocks
        with self.subTest(probe=name, of=[type(x).__name__ for x in arguments]):
            self.assertEqual(after[0], before[0], "the reference count")
            self.assertEqual(after[1][1:], before[1][1:], "the collector's statistics and settings")
            for got, expected in zip(after[1][0], before[1][0]):
                self.assertAlmostEqual(got, expected, delta=SLACK, msg="the collector's counts")
            self.assertAlmostEqual(after[2], before[2], delta=SLACK, msg="memory blocks")

    def test_probes_of_objects(self):
        for name, probe in OBJECT_PROBES.items():
            for x in things():
                self.check(name, probe, x)

    def test_probes_of_lists(self):
        for name, probe in LIST_PROBES.items():
            self.check(name, probe, [1, 2, 3])

    def test_probes_of_dicts(self):
        for name, probe in DICT_PROBES.items():
            for x in things():
                if isinstance(x, dict):
                    tag = version_tag(x)
                    keys = lab.dict.layout(x)
                    self.check(name, probe, x)
                    self.assertEqual(version_tag(x), tag, name)
                    self.assertEqual(lab.dict.layout(x), keys, name)

    def test_probes_of_the_state(self):
        for name, probe in STATE_PROBES.items():
            self.check(name, probe)

    def test_str_keeps_no_copy_of_its_utf8(self):
        text = "tëxt" * 100
        size = sys.getsizeof(text)
        lab.observe("x", text)
        lab.observe("x", {text: text})
        self.assertEqual(sys.getsizeof(text), size)

    def test_instance_keeps_its_values_where_they_are(self):
        x = Node()
        before = [f for f in lab.inspect(x)["fields"] if f["field"] != "ob_refcnt"]
        for probe in OBJECT_PROBES.values():
            probe(x)
        after = [f for f in lab.inspect(x)["fields"] if f["field"] != "ob_refcnt"]
        # The neighbours in the collector's list may be others by now.
        keep = lambda fields: [f for f in fields if not f["field"].startswith("_gc_")]
        self.assertEqual(keep(after), keep(before))
