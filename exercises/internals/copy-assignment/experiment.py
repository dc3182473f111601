"""b = a, a[:], copy.copy(a), copy.deepcopy(a): which objects are new, and which have one holder more?"""

import copy
import gc

import lab

observe, refcount, address = lab.observe, lab.refcount, lab.address
table, room, size = lab.dict.layout, lab.list.allocated, lab.list.layout

gc.disable()


class Leaf:
    """What lies at the bottom: an object that no interpreter shares on its own account."""


def added(way):
    """How many references a way to copy adds to a dict, to the list in it, and to the leaf in that."""
    leaf = Leaf()
    inner = [leaf]
    outer = {"key": inner}
    before = [refcount(outer), refcount(inner), refcount(leaf)]
    copied = way(outer)
    now = [refcount(outer), refcount(inner), refcount(leaf)]
    del copied
    return [after - count for after, count in zip(now, before)]


def ways():
    rows = {
        "b = a": added(lambda a: a),
        "copy.copy(a)": added(copy.copy),
        "{k: list(v) ...}": added(lambda a: {k: list(v) for k, v in a.items()}),
        "copy.deepcopy(a)": added(copy.deepcopy),
    }
    observe("added by", rows)
    observe("rows", [{"way": way, "the dict": outer, "its list": inner, "the leaf": leaf}
                     for way, (outer, inner, leaf) in rows.items()])


def the_same():
    """Which copies are no new object."""
    of_atoms, of_lists, some = (1, "a", None), (1, [2]), bytes(range(9))
    letters, leaf = frozenset("abc"), Leaf()
    copies = {
        "copy.copy(tuple)": copy.copy(of_lists) is of_lists,
        "tuple[:]": of_lists[:] is of_lists,
        "bytes[:]": some[:] is some,
        "copy.copy(frozenset)": copy.copy(letters) is letters,
        "copy.copy(instance)": copy.copy(leaf) is leaf,
    }
    observe("copies that are the original", [way for way, same in copies.items() if same])
    deep = {
        "function": copy.deepcopy(added) is added,
        "class": copy.deepcopy(Leaf) is Leaf,
        "tuple of atoms": copy.deepcopy(of_atoms) is of_atoms,
        "tuple with a list": copy.deepcopy(of_lists) is of_lists,
        "frozenset": copy.deepcopy(letters) is letters,
        "instance": copy.deepcopy(leaf) is leaf,
    }
    observe("deep copies that are the original", [what for what, same in deep.items() if same])


def repeated():
    rows = [[0] * 2] * 3
    row = rows[0]
    rows[0][0] = "x"
    observe("rows of [[0] * 2] * 3", rows)
    leaf = Leaf()
    before = refcount(leaf)
    five = [leaf] * 5
    observe("references", {"to a row": refcount(row) - 1, "added by [x] * 5": refcount(leaf) - before})
    del five


def sizes():
    """The copy is equal. Is it as large?"""
    a = [1, 2, 3]
    observe("room", {"a.copy()": room(a.copy()), "a[:]": room(a[:]), "copy.copy(a)": room(copy.copy(a)),
                     "list(a)": room(list(a)), "[*a]": room([*a]), "[x for x in a]": room([x for x in a])})
    sparse = dict.fromkeys(range(100))
    dense = sparse.copy()
    for key in range(60):
        del sparse[key]
    observe("a dict and its copy", {
        name: [[1 << table(it)["log2_size"], table(it)["nentries"]] for it in (d, d.copy())]
        for name, d in {"100 keys": dense, "60 of them deleted": sparse}.items()})


ways()
the_same()
repeated()
sizes()

import answer  # noqa: E402 - after what is shown, so that it cannot disturb it


def snapshot():
    leaves = [Leaf() for _ in range(5)]
    lists = {"hosts": leaves[:2], "ports": leaves[2:3], "users": []}
    pair = (leaves[3], leaves[4])
    cfg = {**lists, "pair": pair}

    def counts():
        return {"dict": refcount(cfg), "tuple": refcount(pair),
                "lists": [refcount(lists[key]) for key in lists],
                "leaves": [refcount(leaves[number]) for number in range(5)]}

    before = counts()
    taken = answer.snapshot(cfg)
    now = counts()
    observe("added", {key: [n - m for n, m in zip(now[key], before[key])] if type(now[key]) is list
                      else now[key] - before[key] for key in now})
    if type(taken) is not dict:
        observe("made of", type(taken).__name__)
        return
    observe("made of", {str(key): "the tuple itself" if value is pair else type(value).__name__
                        for key, value in taken.items()})
    observe("leaves", [address(leaf) for leaf in leaves])
    observe("leaves of the snapshot", [address(leaf) for value in taken.values() for leaf in value])
    lists["hosts"].append(Leaf())
    lists["ports"].clear()
    cfg["more"] = [Leaf()]
    observe("sizes", {str(key): size(value)["size"] for key, value in taken.items() if type(value) is list})


def aliases():
    one, two = [1], [2]
    box = {"one": one}
    loop = [one]
    loop.append(loop)
    cfg = {"first": [one, box], "second": two, "both": (one, two)}
    names = {id(one): "one", id(two): "two", id(box): "box", id(loop): "loop", id(cfg): "cfg",
             id(cfg["first"]): "first"}

    def shared(a, b):
        return sorted(names.get(id(it), type(it).__name__) for it in answer.aliases(a, b))

    observe("aliases of copies", {
        "cfg": shared(cfg, cfg),
        "copy.copy": shared(cfg, copy.copy(cfg)),
        "two levels": shared(cfg, {key: list(value) for key, value in cfg.items()}),
        "deepcopy": shared(cfg, copy.deepcopy(cfg)),
    })
    observe("equal", shared([[1], {"one": [1]}], [one, box]))
    observe("in tuples", shared((0, (one,)), {"key": (two, one)}))
    observe("in a cycle", shared(loop, [loop]))


snapshot()
aliases()
