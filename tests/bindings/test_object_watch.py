"""lab.watch(object, name): every type with values by hand, what cannot be watched, and what it survives."""

import sys

from object_events import ObjectWatchTest

WATCHER = sys.version_info >= (3, 12)


class Types(ObjectWatchTest):
    def scripted(self, setup, steps):
        """Watches x as `setup` makes it, runs the steps, one a line from line 4 on."""
        return self.watch(f"import lab\n{setup}\nw = lab.watch(x, 'x')\n{steps}\nw.stop()\n")

    def test_set(self):
        changes = self.scripted("x = {1, 2}", "x.add(3)\nx.discard(1)\nx.add(1)\nx.clear()")
        self.assertEqual(
            self.brief(changes, "at", "before", "after", "slot", "line"),
            [("insert", "3", 2, 3, 3, 4), ("delete", "1", 3, 2, 1, 5), ("dummy", "1", 0, 1, 1, 5),
             ("insert", "1", 2, 3, changes[3]["slot"], 6), ("clear", None, 3, 0, None, 7)])

    def test_set_resizes(self):
        # Eight slots until fill * 5 >= mask * 3 (7 * 3): at the fifth key, to 32 slots.
        changes = self.scripted("x = set()", "for i in range(6): x.add(i)")
        resizes = [(i, c) for i, c in enumerate(changes) if c["change"] == "resize"]
        self.assertEqual([(c["before"], c["after"]) for _, c in resizes], [(8, 32)])
        self.assertEqual([c["at"] for c in changes if c["change"] == "insert"], list("012345"))
        self.assertEqual(changes[resizes[0][0] + 1]["at"], "4")

    def test_bytearray(self):
        changes = self.scripted("x = bytearray(b'abc')", "x[1] = 66\nx += b'd' * 10\nm = memoryview(x)\nm.release()")
        self.assertEqual(self.brief(changes[:1], "at", "before", "after", "line"), [("set", "1", 98, 66, 4)])
        lengths = [c for c in changes if c["change"] == "length"]
        self.assertEqual(self.brief(lengths, "before", "after", "line"), [("length", 3, 13, 5)])
        resizes = [c for c in changes if c["change"] == "resize"]
        self.assertEqual([c["before"] for c in resizes], [4])  # three bytes and the NUL
        exports = [c for c in changes if c["change"] == "export"]
        self.assertEqual(self.brief(exports, "before", "after", "line"), [("export", 0, 1, 6), ("export", 1, 0, 7)])

    def test_bytearray_front(self):
        changes = self.scripted("x = bytearray(b'abcdef')", "del x[:2]")
        self.assertIn(("start", 0, 2), self.brief(changes, "before", "after"))
        self.assertIn(("length", 6, 4), self.brief(changes, "before", "after"))

    def test_str(self):
        changes = self.scripted("import sys\nx = ''.join(['t\\xeb', 'xt'])", "h = hash(x)\nx = sys.intern(x)\nprint(h)")
        self.assertEqual(self.brief(changes, "before", "after", "line"),
                         [("hash", None, int(self.process.stdout), 5), ("intern", 0, changes[1]["after"], 6)])
        self.assertIn(changes[1]["after"], (1, 2))

    def test_str_keeps_its_utf8(self):
        # fromhex asks for the UTF-8 (PyUnicode_AsUTF8AndSize), which the str then keeps: five bytes.
        changes = self.scripted("x = ''.join(['t\\xeb', 'xt'])",
                                "try: float.fromhex(x)\nexcept ValueError: pass")
        kept = [(c["change"], c["after"], c["line"]) for c in changes if c["change"] == "utf8"]
        self.assertEqual(kept, [("utf8", 5, 4)])

    def test_deque(self):
        # An empty deque that is extended is filled from slot 1 on: 63 items, and 37 in a second block.
        changes = self.scripted("from collections import deque\nx = deque()",
                                "x.append(1)\nx.appendleft(0)\nx.pop()\nx.popleft()\nx.extend(range(100))\nx.rotate(1)")
        self.assertEqual(
            self.brief(changes, "before", "after", "line"),
            [("append", 0, 1, 5), ("appendleft", 1, 2, 6), ("pop", 2, 1, 7), ("pop", 1, 0, 8),
             ("extend", 0, 100, 9), ("block", 1, 2, 9), ("shift", 100, 100, 10)])

    def test_ordered_dict(self):
        changes = self.scripted("from collections import OrderedDict\nx = OrderedDict(a=1, b=2, c=3)",
                                "x.move_to_end('a')\nx.move_to_end('c', last=False)\nx['d'] = 4\ndel x['b']")
        self.assertEqual(self.brief(changes, "at", "line"),
                         [("order", "'a'", 5), ("order", "'c'", 6), ("insert", "'d'", 7),
                          ("delete", "'b'", 8), ("dummy", "'b'", 8)])

    def test_instance(self):
        changes = self.scripted("class P:\n  def __init__(self): self.a = 1\nx = P()",
                                "x.b = 2\nx.a = 3\ndel x.b\nvars(x)\nx.c = 4")
        first = self.brief(changes, "at", "after", "line")[:4]
        self.assertEqual(first, [("insert", "b", 2, 6), ("update", "a", 3, 7), ("delete", "b", None, 8),
                                 ("inline-to-dict", None, None, 9)])
        inserts = [c for c in changes[4:] if c["change"] == "insert"]
        self.assertEqual(self.brief(inserts, "at", "line"), [("insert", "'c'", 10)])

    def test_type(self):
        changes = self.scripted("class x: a = 1\nx.a", "x.b = 2\nx.a = 3\ndel x.b")
        named = [c for c in changes if c["change"] in ("insert", "update", "delete")]
        self.assertEqual(self.brief(named, "at", "line"),
                         [("insert", "'b'", 5), ("update", "'a'", 6), ("delete", "'b'", 7)])
        versions = [c for c in changes if c["change"] == "version"]
        self.assertGreater(versions[0]["before"], 0)
        self.assertEqual(versions[0]["after"], 0)

    def test_generator(self):
        changes = self.scripted("def g():\n  yield 1\n  yield 2\nx = g()", "next(x)\nnext(x)\nnext(x, None)")
        self.assertEqual([c["at"] for c in changes],
                         ["executing", "suspended at line 3", "executing", "suspended at line 4",
                          "executing", changes[-1]["at"]])
        self.assertIn(changes[-1]["at"], ("completed", "cleared"))
        self.assertEqual([c["code"] for c in changes][1::2], ["<module>"] * 3)

    def test_code(self):
        changes = self.watch("import lab\ndef add(a, b):\n  return a + b\nw = lab.watch(add.__code__, 'add')\n"
                             "for i in range(2000): add(i, i)\nw.stop()\n")
        special = [c for c in changes if "BINARY_OP_ADD_INT" in (c["at"] or "")]
        self.assertEqual([c["change"] for c in special][:1], ["specialise"])
        self.assertEqual({(c["line"], c["code"], c["opcode"]) for c in special}, {(3, "add", "BINARY_OP")})
        self.assertEqual({c["offset"] for c in special}, {c["slot"] for c in special})


class Handles(ObjectWatchTest):
    def test_modes_and_counts(self):
        self.watch("import lab\nd, x = {}, []\ndef f(): pass\n"
                   "ws = [lab.watch(d, 'd'), lab.watch(x, 'x'), lab.watch(f.__code__, 'f')]\n"
                   "x.append(1)\nd[1] = 2\nprint([w.mode for w in ws], [w.events for w in ws][:2])\n")
        mode = "watcher" if WATCHER else "instruction"
        self.assertEqual(self.process.stdout.strip(), f"['{mode}', 'instruction', 'eval-breaker'] [2, 3]")
        self.assertEqual([(e["object"], e["type"], e["mode"]) for e in self.events("object.watch")],
                         [("d", "dict", mode), ("x", "list", "instruction"), ("f", "code", "eval-breaker")])

    def test_context_manager_and_ends(self):
        changes = self.watch("import lab\nx, y = [], []\nwith lab.watch(x, 'x'):\n  x.append(1)\nx.append(2)\n"
                             "w = lab.watch(y, 'y')\n")
        self.assertEqual([c["at"] for c in changes if c["change"] == "append"], ["0"])
        self.assertEqual([(e["object"], e["reason"]) for e in self.events("object.end")],
                         [("x", "stopped"), ("y", "exit")])

    def test_what_cannot_be_watched(self):
        self.watch("import lab\nclass S: __slots__ = 'a',\n"
                   "for x in (1, 1.5, None, (1,), int, S(), len):\n"
                   "  try: lab.watch(x, 'x')\n  except TypeError as error: print(error)\n"
                   "try: lab.watch([], 5)\nexcept TypeError as error: print(error)\n")
        lines = self.process.stdout.splitlines()
        for name, line in zip(("int", "float", "NoneType", "tuple", "type", "S", "builtin_function"), lines):
            self.assertTrue(line.startswith(f"lab.watch(): {name}"), line)
            self.assertIn("what can: dict, OrderedDict, list", line)
        self.assertEqual(lines[7], "lab.watch() needs a str as the name, not int")

    def test_without_a_log(self):
        process = self.start("-c", "import lab\ntry: lab.watch([], 'x')\nexcept RuntimeError as e: print(e)")
        self.assertIn("lab run", process.stdout)

    def test_no_reference_is_held(self):
        self.watch("import lab, sys\nx = [1]\nbefore = sys.getrefcount(x)\nw = lab.watch(x, 'x')\n"
                   "x.append(2)\nprint(sys.getrefcount(x) - before)\nw.stop()\nprint(sys.getrefcount(x) - before)\n")
        self.assertEqual(self.process.stdout.split(), ["0", "0"])


class Deaths(ObjectWatchTest):
    def reasons(self):
        return [(e["object"], e["reason"]) for e in self.events("object.end")]

    def test_each_type(self):
        self.watch("import lab\nfrom collections import deque, OrderedDict\nclass P: pass\nclass L(list): pass\n"
                   "def g(): yield\n"
                   "for name, make in dict(d=dict, o=OrderedDict, l=list, s=set, b=lambda: bytearray(b'x'), q=deque,\n"
                   "    t=lambda: ''.join(['ab', 'c']), i=P, m=L, g=g).items():\n"
                   "  x = make()\n  lab.watch(x, name)\n  del x\n")
        self.assertEqual(self.reasons(), [(name, "deallocated") for name in "dolsbqtimg"])

    def test_same_address_is_another_object(self):
        changes = self.watch("import lab\naddresses = set()\nfor i in range(50):\n  x = []\n  addresses.add(id(x))\n"
                             "  if i == 0: lab.watch(x, 'x')\n  x.append(1)\n  del x\nprint(len(addresses))\n")
        self.assertLess(int(self.process.stdout), 50)
        self.assertEqual([c["change"] for c in changes if c["change"] == "append"], ["append"])
        self.assertEqual(self.reasons(), [("x", "deallocated")])

    def test_by_the_collector(self):
        self.watch("import gc, lab\nx = []\nx.append(x)\nlab.watch(x, 'x')\ndel x\ngc.collect()\nprint('on')\n")
        self.assertEqual(self.reasons(), [("x", "deallocated")])

    def test_resurrected_goes_on(self):
        changes = self.watch("import lab\nkept = []\nclass P:\n  def __del__(self): kept.append(self)\n"
                             "x = P()\nlab.watch(x, 'x')\ndel x\nkept[0].a = 1\n")
        self.assertEqual([(c["change"], c["at"], c["line"]) for c in changes], [("insert", "a", 8)])
        self.assertEqual(self.reasons(), [("x", "exit")])

    def test_a_hundred_thousand_deep(self):
        self.watch("import lab\nw = [lab.watch(x, 'x') for x in ([],)], lab.watch({}, 'd')\nkeep = [], {}, set()\n"
                   "ws = [lab.watch(x, 'k') for x in keep]\nx = []\nd = {}\n"
                   "for i in range(100000): x, d = [x], {1: d}\ndel x, d\nprint('on')\n")
        self.assertEqual(self.process.stdout.strip(), "on")


class Survives(ObjectWatchTest):
    def test_sixty_four_at_once(self):
        changes = self.watch("import lab\nxs = [[] for _ in range(64)]\nws = [lab.watch(x, f'x{i}') for i, x in enumerate(xs)]\n"
                             "for x in xs: x.append(1)\nfor w in ws: w.stop()\n")
        appends = [c["object"] for c in changes if c["change"] == "append"]
        self.assertEqual(appends, [f"x{i}" for i in range(64)])

    def test_threads(self):
        changes = self.watch("import lab, threading\nx = []\nw = lab.watch(x, 'x')\n"
                             "def work():\n  for i in range(500): x.append(i)\n"
                             "ts = [threading.Thread(target=work) for _ in range(4)]\n"
                             "for t in ts: t.start()\nfor t in ts: t.join()\nw.stop()\n")
        added = [c for c in changes if c["change"] in ("append", "extend")]
        self.assertEqual(sum(c["after"] - c["before"] for c in added), 2000)
        self.assertEqual({c["line"] for c in added}, {5})

    def test_fork(self):
        self.watch("import lab, os\nx = []\nw = lab.watch(x, 'x')\npid = os.fork()\nx.append(1)\n"
                   "if pid: os.waitpid(pid, 0)\n")
        appends = [e for e in self.events("object.change") if e["change"] == "append"]
        self.assertEqual(len({e["pid"] for e in appends}), 2)

    def test_exceptions_and_recursion(self):
        changes = self.watch("import lab, sys\nx = []\nw = lab.watch(x, 'x')\n"
                             "def f(n):\n  x.append(n)\n  if n == 0: raise KeyError(n)\n  f(n - 1)\n"
                             "try: f(200)\nexcept KeyError: x.append('caught')\n"
                             "def deep(): deep()\ntry: deep()\nexcept RecursionError: x.append('deep')\nprint(len(x))\n")
        self.assertEqual(self.process.stdout.strip(), "203")
        self.assertEqual(len([c for c in changes if c["change"] == "append"]), 203)

    def test_uncaught_exception_leaves_the_status(self):
        self.watch("import lab\nx = []\nlab.watch(x, 'x')\nx.append(1)\nraise KeyError(1)\n", status=1)
        self.assertIn("KeyError: 1", self.process.stderr)

    def test_generator_closed_at_exit(self):
        self.watch("import lab\nx = []\nlab.watch(x, 'x')\ndef g():\n  try: yield\n  finally: x.append(1)\n"
                   "it = g()\nlab.watch(it, 'it')\nnext(it)\n")


class Named(ObjectWatchTest):
    def test_from_its_binding_on_and_again(self):
        changes = self.watch("cache = {}\ncache[1] = 1\ncache = {2: 2}\ncache[3] = 3\n", what="object:cache")
        self.assertEqual([c["at"] for c in changes if c["change"] == "insert"], ["1", "3"])
        self.assertEqual(len(self.events("object.watch")), 2)

    def test_attribute(self):
        changes = self.watch("class C: pass\nc = C()\nc.data = []\nc.data.append(1)\n", what="object:c.data")
        self.assertEqual([(x["change"], x["line"]) for x in changes if x["change"] == "append"], [("append", 4)])

    def test_never_bound(self):
        self.watch("x = 1\n", what="object:nothing_here")
        self.assertTrue(any("nothing_here" in text for text in self.notices()), self.notices())

    def test_what_cannot_be_watched(self):
        self.watch("x = 5\n", what="object:x")
        self.assertTrue(any("int: the structure" in text for text in self.notices()), self.notices())
