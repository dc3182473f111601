"""The refcount watch against values worked out by hand, statement by statement, in both modes."""

import ctypes

from driver import of_kind
from encoded import decode
from refcount_log import HARDWARE, INSTRUCTION, RefcountTest, needs_hardware, steps, writes

SCENE = """
import copy, functools, lab, weakref

class Thing:
    def method(self): pass

def nothing(v):
    pass

def identity(v):
    return v

def closure(v):
    return lambda: v

def generator(v):
    yield v
    yield v

def caught(v):
    try:
        raise KeyError
    except KeyError as error:
        return error

o = Thing()
x = Thing()
"""

# A statement, and how many references hold x when it has been executed. At first the name x does: 1.
LEDGER = [
    ("a = x", 2),
    ("b = a", 3),
    ("del a", 2),
    ("b = None", 1),
    ("l = [x]", 2),
    ("l.append(x)", 3),
    ("l += [x]", 4),  # the list that is added goes again
    ("l.extend((x, x))", 6),  # the tuple too
    ("l.pop()", 5),
    ("l[0] = None", 4),
    ("del l[1]", 3),  # None, x, x are left
    ("l.insert(0, x)", 4),
    ("k = l[:]", 7),  # three in each
    ("k = l * 2", 10),  # six instead of three
    ("l.clear()", 7),
    ("del k", 1),
    ("d = {'k': x}", 2),
    ("d['j'] = x", 3),
    ("d['k'] = 0", 2),
    ("d.update(i=x)", 3),
    ("e = d.copy()", 5),
    ("del d['j']", 4),
    ("d.pop('i')", 3),
    ("e.clear()", 1),
    ("t = (x, x)", 3),
    ("p, q = t", 5),
    ("p, q = q, p", 5),
    ("p = q = t = None", 1),
    ("s = {x}", 2),
    ("s.discard(x)", 1),
    ("o.attr = x", 2),
    ("setattr(o, 'attr', None)", 1),
    ("o.__dict__['z'] = x", 2),
    ("del o.z", 1),
    ("nothing(x)", 1),
    ("r = identity(x)", 2),
    ("r = nothing(r)", 1),
    ("c = closure(x)", 2),  # the cell
    ("del c", 1),
    ("g = generator(x)", 2),  # the argument in its frame
    ("y = next(g)", 3),
    ("g.close()", 2),  # the frame is cleared, y is left
    ("del g, y", 1),
    ("m = x.method", 2),  # __self__
    ("del m", 1),
    ("k = [x for _ in range(3)]", 4),
    ("k = tuple(v for v in k)", 4),  # the list goes as the tuple comes
    ("del k", 1),
    ("try: raise ValueError(x)\nexcept ValueError as error: kept = error", 2),  # its args
    ("del kept", 1),
    ("kept = caught(x)", 2),  # v, in the frame that its traceback holds
    ("del kept", 1),
    ("f = functools.partial(nothing, x)", 2),
    ("f()", 2),
    ("f = None", 1),
    ("h = weakref.ref(x)", 1),
    ("z = h()", 2),
    ("z = None", 1),
    ("i = iter([x])", 2),
    ("next(i)", 2),  # the list is let go at the next call only
    ("next(i, None)", 1),
    ("u = dict.fromkeys('abc', x)", 4),
    ("u = u.get('a')", 2),  # u itself is x now
    ("u = None", 1),
    ("n = copy.copy([x])", 2),
    ("n = sorted(n, key=id)", 2),
    ("n = None", 1),
    ("j = lambda v=x: v", 2),  # __defaults__
    ("del j", 1),
    ("x = None", 0),
]


def ledger_script(after):
    """`after` comes behind each statement, with its number."""
    lines = [SCENE, "watching = lab.watch.refcount(x, 'x')"]
    for number, (statement, _) in enumerate(LEDGER):
        lines += [statement, after.format(number=number)]
    return "\n".join(lines)


class LedgerTest(RefcountTest):
    def ledger(self, mode):
        """The value that the log has last before each mark."""
        self.watch(ledger_script("lab.observe('after', {number})"), mode)
        found, last = [], None
        for record in self.records:
            if record["kind"] == "event" and record.get("object") == "x":
                last = record["value"]
            if record["kind"] == "observation":
                found.append(last)
        return found

    def check(self, mode):
        self.assertGreaterEqual(len(LEDGER), 50)
        for (statement, expected), got in zip(LEDGER, self.ledger(mode), strict=True):
            with self.subTest(statement=statement):
                self.assertEqual(got, expected)

    def check_against_the_probe(self, mode):
        """lab.refcount, called after each statement, always finds what the log says last."""
        events = self.watch(ledger_script("x is None or lab.observe('now', lab.refcount(x))"), mode)
        self.assertLedger(events)
        probed, last = 0, None
        for record in self.records:
            if record["kind"] == "event" and record.get("object") == "x":
                last = record["value"]
            if record["kind"] == "observation":
                self.assertEqual(decode(record["encoded"]), ("int", last))
                probed += 1
        self.assertEqual(probed, len(LEDGER) - 1)


class Ledger(LedgerTest):
    def test_by_comparison(self):
        self.check(INSTRUCTION)

    def test_by_comparison_against_the_probe(self):
        self.check_against_the_probe(INSTRUCTION)


@needs_hardware
class HardwareLedger(LedgerTest):
    def test_by_watchpoint(self):
        self.check(HARDWARE)

    def test_by_watchpoint_against_the_probe(self):
        self.check_against_the_probe(HARDWARE)

    def test_one_up_or_one_down(self):
        # A list's repetition may add the whole number for an item at once: six in all.
        events = self.watch(ledger_script("pass"))
        self.assertLedger(events)
        jumps = [e for e in writes(events) if abs(e["value"] - e["before"]) != 1]
        self.assertEqual({e["opcode"] for e in jumps} - {"BINARY_OP"}, set())
        self.assertIn(sum(e["value"] - e["before"] for e in jumps), (0, 6))


MODULE = """
import lab
x = []
watching = lab.watch.refcount(x, 'x')
y = x
y = [y, y]
del y
"""

FUNCTION = """
import dis, lab
def f(v):
    w = (v,)
    return len(w)
x = []
with lab.watch.refcount(x, 'x') as watching:
    f(x)
places = [(i.offset, i.opname) for i in dis.get_instructions(f)]
lab.observe('places', [list(p) for p in places])
"""


@needs_hardware
class Writes(RefcountTest):
    """The single writes, with their causes."""

    def test_of_module_level_names(self):
        # LOAD_NAME takes a reference for the stack; STORE_NAME gives the dict one and drops the stack's.
        # BUILD_LIST moves two from the stack into the list.
        events = self.watch(MODULE)
        self.assertEqual(
            steps(events),
            [("LOAD_NAME", 2), ("STORE_NAME", 3), ("STORE_NAME", 2)]
            + [("LOAD_NAME", 3), ("LOAD_NAME", 4), ("STORE_NAME", 3)]
            + [("DELETE_NAME", 2), ("DELETE_NAME", 1)],
        )
        self.assertEqual([e["line"] for e in writes(events)], [5] * 3 + [6] * 3 + [7] * 2)
        self.assertEqual({e["code"] for e in writes(events)}, {"<module>"})
        self.assertEqual({e["file"] for e in writes(events)}, {str(self.folder / "script.py")})

    def test_of_a_function(self):
        # The call's own reference becomes the parameter; `w` holds one while f runs.
        events = writes(self.watch(FUNCTION))
        inside = [e for e in events if e["code"] == "f"]
        (places,) = [decode(r["encoded"]) for r in of_kind(self.records, "observation")]
        places = {(offset[1], name[1]) for offset, name in places}
        for event in inside:
            self.assertIn((event["offset"], event["opcode"]), places)
        self.assertEqual([e["value"] for e in events], [2, 3, 2, 1])
        self.assertEqual(events[0]["code"], "<module>")
        self.assertEqual([e["code"] for e in inside][0], "f")

    def test_names_the_c_function(self):
        events = writes(self.watch(FUNCTION))
        self.assertEqual(events[1]["function"], "_PyEval_EvalFrameDefault", "LOAD_FAST is in the loop")
        self.assertIsNotNone(events[1]["ip"])

    def test_c_function_of_a_known_address(self):
        code = (
            "import ctypes, lab\nx = []\n"
            "increase, decrease = ctypes.pythonapi.Py_IncRef, ctypes.pythonapi.Py_DecRef\n"
            "begin = ctypes.cast(increase, ctypes.c_void_p).value\n"
            "address = ctypes.c_void_p(id(x))\n"
            "with lab.watch.refcount(x, 'x'):\n    increase(address)\n    decrease(address)\n"
            "lab.observe('begin', begin)\n"
        )
        up, down = writes(self.watch(code))
        (begin,) = [decode(r["encoded"])[1] for r in of_kind(self.records, "observation")]
        self.assertEqual((up["function"], up["value"]), ("Py_IncRef", 2))
        self.assertEqual((down["function"], down["value"]), ("Py_DecRef", 1))
        self.assertLess(up["ip"] - begin, 64)
        self.assertGreater(up["ip"], begin)

    def test_module_that_is_loaded_later_lends_no_names(self):
        # Of a stripped module only what it exports has a name: never is another's taken.
        code = (
            "import lab\nx = []\nwatching = lab.watch.refcount(x, 'x')\n"
            "import ctypes\n"
            "for _ in range(100):\n    ctypes.py_object(x)\n"
            "watching.stop()\n"
            "maps = [l.split()[0].split('-') for l in open('/proc/self/maps') if '/_ctypes' in l]\n"
            "lab.observe('maps', [[int(a, 16) for a in m] for m in maps])\n"
        )
        events = self.watch(code)
        self.assertEqual(self.assertLedger(events)[-1], 1)
        (maps,) = [decode(r["encoded"]) for r in of_kind(self.records, "observation")]
        if not maps:
            self.skipTest("_ctypes is part of the interpreter here")
        begin, end = min(m[0][1] for m in maps), max(m[1][1] for m in maps)
        inside = [e["function"] for e in writes(events) if begin <= e["ip"] < end]
        self.assertGreaterEqual(len(inside), 100)
        names = {f for f in inside if f is not None}
        self.assertEqual([n for n in names if hasattr(ctypes.pythonapi, n)], [])


class Differences(RefcountTest):
    """What comparison after each instruction shows of the same scripts."""

    def test_of_module_level_names(self):
        events = self.watch(MODULE, INSTRUCTION)
        self.assertEqual(
            steps(events),
            [("LOAD_NAME", 2), ("LOAD_NAME", 3), ("LOAD_NAME", 4), ("STORE_NAME", 3)]
            + [("DELETE_NAME", 1)],
        )
        self.assertEqual([e["line"] for e in writes(events)], [5, 6, 6, 6, 7])

    def test_has_no_c_function_and_no_address(self):
        for event in writes(self.watch(MODULE, INSTRUCTION)):
            self.assertIsNone(event["function"])
            self.assertIsNone(event["ip"])

    def test_says_what_it_misses(self):
        self.watch(MODULE, INSTRUCTION)
        (notice,) = [n for n in self.notices() if "refcount" in n]
        self.assertIn('"x" is compared after each bytecode instruction', notice)
        self.assertIn("within one instruction are not seen", notice)
