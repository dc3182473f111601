"""The recorded changes of a list, replayed, give the size, the array and its capacity that are there."""

import json

from object_events import ObjectWatchTest

SEQUENCES = """
import json, random
import lab

def step(x, choose):
    what = choose.randrange(12)
    if what < 4:
        x.append(choose.randrange(9))
    elif what < 6 and x:
        x.pop()
    elif what == 6:
        x.insert(choose.randrange(len(x) + 1), 5)
    elif what == 7 and x:
        del x[choose.randrange(len(x))]
    elif what == 8:
        x.extend(range(choose.randrange(30)))
    elif what == 9 and x:
        x[choose.randrange(len(x))] = object
    elif what == 10:
        del x[choose.randrange(len(x) + 1):]
    elif choose.random() < 0.2:
        x.clear()

choose = random.Random(SEED)
told, keep = [], []
for number in range(COUNT):
    x = [None] * choose.randrange(6)
    before = lab.list.layout(x)
    watching = lab.watch(x, "s%d" % number)
    for _ in range(choose.randrange(10, 60)):
        step(x, choose)
    watching.stop()
    told.append([before, lab.list.layout(x)])
    keep.append(x)
print(json.dumps(told))
"""


class Replaying(ObjectWatchTest):
    def replay(self, layout, change):
        field = {"resize": "allocated", "move": "items"}.get(change["change"], "size")
        if change["before"] is None:
            self.assertEqual(change["change"], "set")
            return
        self.assertEqual(change["before"], layout[field], change)
        layout[field] = change["after"]

    def check(self, seed, count):
        changes = self.watch(f"SEED, COUNT = {seed}, {count}\n" + SEQUENCES)
        told = json.loads(self.process.stdout)
        self.assertEqual(len(told), count)
        by_name = {}
        for change in changes:
            by_name.setdefault(change["object"], []).append(change)
        for number, (before, after) in enumerate(told):
            with self.subTest(seed=seed, sequence=number):
                for change in by_name.get(f"s{number}", []):
                    self.replay(before, change)
                self.assertEqual(before, after)
        return {change["change"] for change in changes}

    def test_five_hundred_sequences(self):
        kinds = set()
        for seed in range(5):
            kinds |= self.check(seed, 100)
            self.log.unlink()
        self.assertLessEqual(
            {"append", "pop", "insert", "delete", "extend", "set", "resize", "move", "clear"}, kinds)


class ByHand(ObjectWatchTest):
    def test_growth(self):
        # Room for 4, 8, 16: (n + n // 8 + 6) & ~3.
        changes = self.watch("import lab\nx = []\nw = lab.watch(x, 'x')\nfor i in range(9): x.append(i)\nw.stop()\n")
        resizes = [c for c in changes if c["change"] == "resize"]
        self.assertEqual(self.brief(resizes, "before", "after", "line"),
                         [("resize", 0, 4, 4), ("resize", 4, 8, 4), ("resize", 8, 16, 4)])
        appends = [c for c in changes if c["change"] == "append"]
        self.assertEqual(self.brief(appends, "at", "before", "after"),
                         [("append", str(i), i, i + 1) for i in range(9)])
        moves = [c for c in changes if c["change"] == "move"]
        self.assertEqual(moves[0]["before"], 0)
        for earlier, later in zip(moves, moves[1:]):
            self.assertEqual(earlier["after"], later["before"])

    def test_each_operation(self):
        changes = self.watch(
            "import lab\nx = [1, 2, 3]\nw = lab.watch(x, 'x')\nx.insert(1, 9)\ndel x[0]\nx[2] = 7\n"
            "x.pop()\nx.extend((4, 5, 6, 7))\nx.clear()\nw.stop()\n")
        named = [c for c in changes if c["change"] not in ("resize", "move")]
        self.assertEqual(
            self.brief(named, "at", "before", "after", "line"),
            [("insert", "1", 3, 4, 4), ("delete", "0", 4, 3, 5), ("set", "2", None, None, 6),
             ("pop", "2", 3, 2, 7), ("extend", "2", 2, 6, 8), ("clear", "0", 6, 0, 9)])

    def test_sort_takes_the_array_away(self):
        changes = self.watch(
            "import lab\nx = [3, 1, 2]\nw = lab.watch(x, 'x')\nx.sort(key=lambda v: v)\nw.stop()\n")
        self.assertEqual([c["change"] for c in changes],
                         ["sort", "move", "resize", "move"])
        # The three items were put into an empty list: room for (3 + 3) & ~3.
        self.assertEqual([changes[0]["before"], changes[0]["after"], changes[2]["after"]], [4, -1, 4])
