"""Two objects hold each other, and both names go away: who frees them, and when?"""

import gc
import weakref

import lab

observe, refcount, explain, flags = lab.observe, lab.refcount, lab.gc.explain, lab.gc.flags
collect, disable, stats, weakly = gc.collect, gc.disable, gc.get_stats, weakref.ref

# From here on the collector runs only where this script asks for it. What the start of the
# interpreter left behind is collected first, so that it is not counted as ours.
disable()
collect()
collect()


def count(ref):
    """The reference count of what a weak reference points at; 0 once it is gone."""
    return refcount(ref()) if ref() is not None else 0


def alive(refs):
    return sum(ref() is not None for ref in refs)


class Friend:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        finalized[self.name] = [flag for flag, is_set in flags(self).items() if is_set]


def two_friends():
    series, steps = {"a": [], "b": []}, []

    def step(label):
        steps.append(label)
        for name, ref in refs.items():
            series[name].append(count(ref))

    a, b = Friend("a"), Friend("b")
    # Weak references look on without holding: everything below is read through them.
    refs = {"a": weakly(a), "b": weakly(b)}
    step("made")
    a.other, b.other = b, a
    step("linked")
    del a
    step("del a")
    del b
    step("del b")
    observe("alive", alive(refs.values()))
    observe("found", collect())
    step("collect")
    observe("refcounts", series)
    observe("steps", steps)
    observe("finalizers", {name: finalized[name] for name in sorted(finalized)})
    observe("garbage", len(gc.garbage))


class Plain:
    pass


class Lazarus:
    """Its finalizer brings it back."""

    def __init__(self):
        self.me = self

    def __del__(self):
        runs.append("again")
        grave.append(self)


def two_deaths():
    Lazarus()
    found, ran = [], []
    for _ in range(2):
        found.append(collect())
        ran.append(len(runs))
        if grave:
            observe("flags of the risen", [flag for flag, is_set in flags(grave[0]).items() if is_set])
            grave.clear()  # dead once more
    observe("deaths", {"found": found, "__del__ ran": ran})


# Cycles that nobody means to make. Each of these functions leaves one behind.

def list_in_itself():
    items = []
    items.append(items)


def object_in_its_dict():
    it = Plain()
    vars(it)["me"] = it  # vars() makes the dict, a second object of the cycle


def recursive_closure():
    def countdown(n):
        return n and countdown(n - 1)
    countdown(2)


def saved_exception():
    try:
        raise ValueError("kept")
    except ValueError as error:
        kept = error  # noqa: F841 - kept → its traceback → this frame → kept


def accidents():
    cycles = {}
    for accident in (list_in_itself, object_in_its_dict, recursive_closure, saved_exception):
        accident()
        cycles[accident.__name__.replace("_", " ")] = collect()
    observe("accidents", cycles)


class Thing:
    __slots__ = ("first", "second", "__weakref__")


ARROWS = {"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c", "e"], "e": [], "f": ["f", "a"]}


def build():
    """The six objects of ARROWS, held by nothing but each other; and c, for the caller to hold."""
    things = {name: Thing() for name in ARROWS}
    for name, targets in ARROWS.items():
        for slot, target in zip(("first", "second"), targets):
            setattr(things[name], slot, things[target])
    return {name: weakly(thing) for name, thing in things.items()}, things["c"]


def names_in(found):
    """What the answer gave, if it is a collection of names; else the name of its type."""
    if isinstance(found, (set, frozenset, list, tuple)) and all(type(name) is str for name in found):
        return sorted(found)
    return type(found).__name__


def six_objects():
    refs, held = build()
    observe("six objects", explain(list(refs.values()), list(refs)))
    counts = {name: count(ref) for name, ref in refs.items()}
    held = None
    collect()  # the answer is asked when none of them exists: it has numbers to go by, not objects
    arrows = {name: list(targets) for name, targets in ARROWS.items()}
    observe("predicted", names_in(answer.unreachable(counts, arrows)))
    refs, held = build()
    collect()
    observe("freed", [name for name, ref in refs.items() if ref() is None])
    del held


def collections():
    return sum(generation["collections"] for generation in stats())


def tree(children):
    """Plant a tree, let go of its root, and count who is left before anybody collects."""
    disable()
    collect()  # what the six objects left
    before = collections()
    root = answer.make_tree(children)
    below = list(getattr(root, "children", None) or ())
    # Not everything can be referred to weakly: None cannot, nor an object with bare __slots__.
    refs = [weakly(node) for node in (root, *below) if type(node).__weakrefoffset__]
    observe("nodes", len(refs))
    # == and not `is`: a weakref.proxy equals what it stands for, and is as good a way up.
    observe("know their parent", [getattr(node, "parent", None) == root for node in below].count(True))
    del below
    observe("root refcount", count(refs[0]) if refs else None)
    del root
    observe("left alive", alive(refs))
    observe("collections", collections() - before)
    observe("left to collect", collect())


finalized, runs, grave = {}, [], []
two_friends()
two_deaths()
accidents()

import answer  # noqa: E402 - after the demonstrations, so that it cannot disturb them

six_objects()
tree(children=10)
