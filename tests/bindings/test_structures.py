"""The records `structure` of watched objects: what they say is what the probes say at the same moment."""

import lablog
from encoded import decode
from object_events import ObjectWatchTest


def plain(value):
    """Without the tags: an Address is a number, too."""
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return value[1]
    return value


class StructuresTest(ObjectWatchTest):
    """A script is run; what it observes is told together with the structure that stood before it."""

    def structures(self, code, **options):
        self.watch(code, **options)
        return [plain(decode(r["encoded"])) for r in self.records if r["kind"] == "structure"]

    def pairs(self, code):
        """(structure, what was observed at that moment) for each lab.observe of the script."""
        self.watch(code)
        pairs, last = [], None
        for record in self.records:
            if record["kind"] == "structure":
                last = plain(decode(record["encoded"]))
            elif record["kind"] == "observation":
                pairs.append((last, plain(decode(record["encoded"]))))
        self.assertTrue(pairs)
        return pairs


class Dicts(StructuresTest):
    def assertAsInspected(self, structure, seen):
        inspected, layout = seen
        self.assertEqual(structure["type"], "dict")
        self.assertEqual(structure["address"], inspected["address"])
        for name in ("keys", "used", "usable", "log2_size", "kind"):
            self.assertEqual(structure[name], layout[name], name)
        rows = [None if e["key"] is None else (e["hash"], e["key"], e["value"]) for e in inspected["entries"]]
        entries = [None if e is None else (e["hash"], e["key_address"], e["value_address"])
                   for e in structure["entries"]]  # fmt: skip
        self.assertEqual(entries, rows)
        if structure["kind"] == "split":
            self.assertNotIn("slots", structure)
            self.assertEqual(structure["values"], [e["value"] for e in inspected["entries"]])
        else:
            self.assertNotIn("values", structure)
            self.assertEqual(structure["slots"], inspected["slots"])

    def see(self, setup, steps):
        see = "def see(): lab.observe('seen', [lab.inspect(x), lab.dict.layout(x)])\n"
        pairs = self.pairs(f"import lab\n{setup}\n{see}w = lab.watch(x, 'x')\nsee()\n{steps}\n")
        for structure, seen in pairs:
            self.assertAsInspected(structure, seen)
        return [structure for structure, _ in pairs]

    def test_grows_through_resizes(self):
        seen = self.see("x = {}", "for i in range(60):\n    x[i * 7] = str(i)\n    see()")
        self.assertEqual(sorted({s["log2_size"] for s in seen[1:]}), [3, 4, 5, 6, 7])
        self.assertEqual([s["used"] for s in seen], list(range(61)))
        self.assertEqual({s["kind"] for s in seen[1:]}, {"general"})

    def test_a_deletion_leaves_a_dummy(self):
        seen = self.see("x = dict.fromkeys('abcd', 1)", "del x['b']\nsee()\nx['e'] = 2\nsee()")
        self.assertEqual([s["slots"].count(-2) for s in seen[:2]], [0, 1])  # 'e' may take the dummy's slot
        self.assertEqual([s["entries"].count(None) for s in seen], [0, 1, 1])
        self.assertEqual({s["kind"] for s in seen}, {"unicode"})
        kept = [(e["key"], e["value"]) for e in seen[2]["entries"] if e]
        self.assertEqual(kept, [("'a'", "1"), ("'c'", "1"), ("'d'", "1"), ("'e'", "2")])

    def test_split_has_values_and_no_slots(self):
        setup = "class P:\n    def __init__(self, b): self.a, self.b = 1, b\np, q = P(2), P(3)\nx = vars(p)"
        first, second = self.see(setup, "p.b = 'new'\nsee()")
        self.assertEqual((first["kind"], second["kind"]), ("split", "split"))
        self.assertEqual([e["value"] for e in second["entries"]], ["1", "'new'"])

    def test_ordered_dict_and_subclass_are_dicts(self):
        setup = "from collections import OrderedDict\nclass D(OrderedDict): pass\nx = D(a=1)"
        *_, last = self.see(setup, "x['b'] = 2\nsee()")
        self.assertEqual((last["type"], last["class"], last["used"]), ("dict", "D", 2))

    def test_after_clear(self):
        *_, last = self.see("x = dict.fromkeys(range(20))", "x.clear()\nsee()")
        self.assertEqual((last["used"], last["entries"]), (0, []))


class Lists(StructuresTest):
    def see(self, setup, steps):
        pairs = self.pairs(f"import lab\n{setup}\ndef see(): lab.observe('seen', lab.inspect(x))\n"
                           f"w = lab.watch(x, 'x')\nsee()\n{steps}\n")  # fmt: skip
        for structure, seen in pairs:
            fields = {field["field"]: field["value"] for field in seen["fields"]}
            self.assertEqual(structure["type"], "list")
            self.assertEqual(structure["address"], seen["address"])
            self.assertEqual(structure["array"], fields["ob_item"])
            self.assertEqual(structure["length"], fields["ob_size"])
            self.assertEqual(structure["allocated"], fields["allocated"])
            slack = [None] * (structure["allocated"] - structure["length"])
            self.assertEqual([item["address"] for item in structure["items"]] + slack, seen["items"])
        return [structure for structure, _ in pairs]

    def test_slack(self):
        seen = self.see("x = []", "for i in range(20):\n    x.append(i)\n    see()")
        self.assertEqual([s["length"] for s in seen], list(range(21)))
        self.assertIn((5, 8), [(s["length"], s["allocated"]) for s in seen])
        self.assertEqual([item["text"] for item in seen[-1]["items"]], [str(i) for i in range(20)])

    def test_replaced_items_and_texts(self):
        *_, last = self.see("x = [1, 'two', None, 4.0, 2**80]", "x[0] = 'one'\nsee()")
        self.assertEqual([item["text"] for item in last["items"]], ["'one'", "'two'", "None", "<float>", "<int>"])

    def test_while_it_is_sorted(self):
        structures = self.structures("import lab\nx = [3, 1, 2]\nw = lab.watch(x, 'x')\nx.sort(key=lambda i: -i)\n")
        self.assertEqual([s["length"] for s in structures], [3, 0, 3])
        self.assertEqual((structures[1]["allocated"], structures[1]["items"]), (-1, []))
        self.assertEqual([item["text"] for item in structures[-1]["items"]], ["3", "2", "1"])


class Others(StructuresTest):
    def test_set(self):
        pairs = self.pairs("import lab\nx = {1, 'a'}\ndef see(): lab.observe('seen', lab.set.layout(x))\n"
                           "w = lab.watch(x, 'x')\nsee()\nx.discard(1)\nsee()\n"
                           "for i in range(2, 30):\n    x.add(i)\n    see()\n")  # fmt: skip
        for structure, seen in pairs:
            for name in ("fill", "used", "mask", "finger"):
                self.assertEqual(structure[name], seen[name], name)
            self.assertEqual(len(structure["slots"]), structure["mask"] + 1)
            used = [s for s in structure["slots"] if isinstance(s, dict)]
            self.assertEqual(len(used), structure["used"])
            self.assertEqual(structure["slots"].count("dummy"), structure["fill"] - structure["used"])
            self.assertEqual([slot["hash"] for slot in used if slot["key"] != "'a'"],
                             [int(slot["key"]) for slot in used if slot["key"] != "'a'"])  # fmt: skip
        self.assertIn("dummy", pairs[1][0]["slots"])
        self.assertEqual(sorted({structure["mask"] for structure, _ in pairs}), [7, 31, 127])

    def test_instance_before_and_after_its_dict(self):
        first, second, third = self.structures(
            "import lab\nclass P:\n    def __init__(self): self.a = 1\nx = P()\nw = lab.watch(x, 'x')\n"
            "x.b = 'two'\nvars(x)\n")[:3]  # fmt: skip
        self.assertEqual((first["type"], first["class"], first["dict"]), ("instance", "P", None))
        self.assertIn(first["where"], ("inline", "block"))
        self.assertEqual([(v["attribute"], v["text"]) for v in second["values"]], [("a", "1"), ("b", "'two'")])
        self.assertEqual([(e["key"], e["value"]) for e in third["dict"]["entries"]], [("'a'", "1"), ("'b'", "'two'")])

    def test_deque(self):
        pairs = self.pairs("import lab\nfrom collections import deque\nx = deque(range(60))\n"
                           "def see(): lab.observe('seen', lab.deque.layout(x))\nw = lab.watch(x, 'x')\nsee()\n"
                           "for i in range(9):\n    x.append('r')\n    x.appendleft('l')\n    see()\n")  # fmt: skip
        for at, (structure, seen) in enumerate(pairs):
            self.assertEqual((structure["left_index"], structure["right_index"]), (seen["leftindex"], seen["rightindex"]))
            blocks = [block["address"] for block in seen["blocks"]]
            self.assertEqual((structure["left_block"], structure["right_block"]), (blocks[0], blocks[-1]))
            texts = [item["text"] for item in structure["items"]]
            self.assertEqual(texts, ["'l'"] * at + [str(i) for i in range(60)] + ["'r'"] * at)

    def test_bytearray(self):
        pairs = self.pairs("import lab\nx = bytearray(b'abcdef')\ndef see(): lab.observe('seen', lab.bytearray.layout(x))\n"
                           "w = lab.watch(x, 'x')\nsee()\nx += b'g' * 20\nsee()\ndel x[:3]\nsee()\n")  # fmt: skip
        for structure, seen in pairs:
            self.assertEqual(structure["allocated"], seen["allocated"])
            self.assertEqual(structure["exports"], seen["exports"])
        self.assertEqual([structure["length"] for structure, _ in pairs], [6, 26, 23])
        self.assertEqual(pairs[-1][0]["start"], 3)

    def test_others_only_once(self):
        structures = self.structures("import lab\ndef g():\n    yield 1\n    yield 2\nx = g()\nw = lab.watch(x, 'x')\nlist(x)\n")
        self.assertEqual([(s["type"], "layout" in s) for s in structures], [("generator", True)])


class Layouts(StructuresTest):
    def test_first_has_the_layout_and_only_the_first(self):
        for setup in ("x = {1: 2}", "x = [1]", "x = {1}", "x = ''.join(['a', 'b'])",
                      "class P: __slots__ = ('a', '__weakref__')\nclass Q(P): pass\nx = Q()"):  # fmt: skip
            code = f"import lab\n{setup}\nw = lab.watch(x, 'x')\nlab.observe('seen', lab.inspect(x)['fields'])\n"
            self.log.unlink(missing_ok=True)
            ((structure, fields),) = self.pairs(code)
            names = [field["field"] for field in structure["layout"]]
            self.assertEqual(names, [field["field"] for field in fields], setup)
            for mine, field in zip(structure["layout"], fields):
                counted = field["field"] in ("ob_refcnt", "_gc_prev", "_gc_next", "ma_version_tag")
                self.assertEqual(mine if not counted else mine["offset"], field if not counted else field["offset"])
        self.log.unlink()
        first, *rest = self.structures("import lab\nx = []\nw = lab.watch(x, 'x')\nx.append(1)\nx.append(2)\n")
        self.assertIn("layout", first)
        self.assertEqual([("layout" in s) for s in rest], [False, False])


class Order(StructuresTest):
    def test_after_all_changes_of_one_comparison(self):
        self.watch("import lab\nx = []\nw = lab.watch(x, 'x')\nx.append(1)\nx.append(2)\n")
        told = [r["event"] if r["kind"] == "event" else r["kind"] for r in self.records]
        told = [name for name in told if name.startswith(("object", "structure"))]
        self.assertEqual(told, ["object.watch", "structure", "object.change", "object.change", "object.change",
                                "structure", "object.change", "structure", "object.end"])  # fmt: skip

    def test_by_the_name_on_the_command_line(self):
        self.watch("x = [1]\nx = [2]\n", what="object:x")
        self.assertEqual([r["object"] for r in self.records if r["kind"] == "structure"], ["x", "x"])


class Hooks(StructuresTest):
    def test_no_code_of_the_program_and_no_reference(self):
        code = """
import lab, sys
calls = []
class Key:
    def __hash__(self): calls.append("hash"); return 1
    def __eq__(self, other): calls.append("eq"); return self is other
    def __repr__(self): calls.append("repr"); return "key"
    def __getattribute__(self, name): calls.append(name); return object.__getattribute__(self, name)
key, value = Key(), Key()
x = {}
w = lab.watch(x, 'x')
before = sys.getrefcount(key), sys.getrefcount(value)
x[key] = value
assert calls == ["hash"], calls
assert (sys.getrefcount(key), sys.getrefcount(value)) == (before[0] + 1, before[1] + 1)
"""
        last = self.structures(code)[-1]
        self.assertEqual([(e["key"], e["value"]) for e in last["entries"]], [("<Key>", "<Key>")])

    def test_a_dict_that_dies(self):
        self.watch("import lab\nfor i in range(50):\n    x = dict.fromkeys(range(i))\n    lab.watch(x, 'x')\n    x['k'] = x.copy()\n    del x\n")
        self.assertEqual([e["reason"] for e in self.events("object.end")], ["deallocated"] * 50)

    def test_names_that_are_no_utf8_when_cut(self):
        name = "\U0001f600" * 80
        last = self.structures(f"import lab\nK = type({name!r}, (), {{}})\nx = [K(), 1]\nw = lab.watch(x, 'x')\nx.pop()\n")[-1]
        self.assertTrue(last["items"][0]["text"].startswith("<\U0001f600"))


class Bounds(StructuresTest):
    def test_large_ones_after_a_resize_only(self):
        code = ("import lab\nx = dict.fromkeys(range(100))\nw = lab.watch(x, 'x')\n"
                "for i in range(200): x[i] = i\nfor i in range(200): x[i] = 0\n")  # fmt: skip
        structures = self.structures(code)
        self.assertEqual([len(s["slots"]) for s in structures], [256, 512])
        self.assertGreater(len(self.changes()), 300)

    def test_too_big_is_said_once(self):
        code = "import lab\nx = []\nw = lab.watch(x, 'x')\nfor i in range(30):\n    x.extend(range(1000))\nx.clear()\n"
        structures = self.structures(code)
        said = [s["too_big"] for s in structures if "too_big" in s]
        self.assertEqual(len(said), 1)
        self.assertGreater(said[0], 4096)
        self.assertNotIn("items", next(s for s in structures if "too_big" in s))
        self.assertEqual((structures[-1]["length"], structures[-1]["items"]), (0, []))

    def test_too_big_from_the_start(self):
        (structure,) = self.structures("import lab\nx = set(range(5000))\nw = lab.watch(x, 'x')\nx.add(-1)\nx.add(-2)\n")
        self.assertEqual(structure["too_big"], 32768)
        self.assertIn("layout", structure)

    def test_enough_is_enough(self):
        code = "import lab\nx = dict.fromkeys(range(80))\nw = lab.watch(x, 'x')\nfor i in range(4000): x[i % 80] = i\n"
        structures = self.structures(code)
        size = sum(len(r["encoded"]) for r in self.records if r["kind"] == "structure")
        self.assertLess(size, 16 << 20)
        self.assertGreater(size, 15 << 20)
        self.assertEqual([i for i, s in enumerate(structures) if "ended" in s], [len(structures) - 1])
        self.assertEqual(len(self.changes()), 4000)

    def test_a_name_that_is_bound_anew_all_the_time(self):
        lablog.create(self.log, 256 << 20)
        self.watch("import lab\nx = list(range(100))\nfor i in range(15_000): lab.watch(x[:], 'x').stop()\n")
        encoded = [r["encoded"] for r in self.records if r["kind"] == "structure"]
        self.assertLess(sum(map(len, encoded)), (64 << 20) + 1000)
        self.assertGreater(sum(map(len, encoded)), 63 << 20)
        self.assertEqual([i for i, data in enumerate(encoded) if b"ended" in data], [len(encoded) - 1])
        self.assertEqual(len(self.events("object.watch")), 15_000)
