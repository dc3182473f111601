"""Objects that survive move up; a generation that fills is collected. When, and which one?"""

import gc
import weakref

import lab

observe = lab.observe
generations, generation_of, long_lived = lab.gc.generations, lab.gc.generation_of, lab.gc.long_lived
collect, enable, disable, is_tracked = gc.collect, gc.enable, gc.disable, gc.is_tracked
set_threshold, stats, freeze, unfreeze = gc.set_threshold, gc.get_stats, gc.freeze, gc.unfreeze

# Nothing is collected but where this script asks for it. The first collections clear what the start
# of the interpreter left behind.
disable()
defaults = gc.get_threshold()
collect()
collect()


class Thing:
    pass


def walk():
    """One object through three collections, each of the generation to which it has just come."""
    thing = Thing()
    steps, path = ["born"], [generation_of(thing)]
    for generation in range(3):
        collect(generation)
        steps.append(f"collect({generation})")
        path.append(generation_of(thing))
    observe("steps", steps)
    observe("walk", path)


def without_the_collector():
    """Who dies while the collector is off, and who waits for it."""
    alone, pair = Thing(), Thing()
    pair.me = pair
    refs = {"alone": weakref.ref(alone), "in a cycle": weakref.ref(pair)}
    del alone, pair
    observe("dead at once", {name: ref() is None for name, ref in refs.items()})
    collect()
    observe("dead after a collection", {name: ref() is None for name, ref in refs.items()})


def who_is_tracked():
    """The collector can stop following what holds nothing that it would have to follow."""
    numbers, mapping = (int("1"), int("2")), {"key": []}
    of_tuple, of_dict = [is_tracked(numbers)], [is_tracked(mapping)]
    collect(0)
    of_tuple.append(is_tracked(numbers))
    mapping["key"] = None  # from now on it holds nothing of interest
    for generation in range(3):
        collect(generation)
        of_dict.append(is_tracked(mapping))
    observe("tracked", {"tuple of ints": of_tuple, "dict": of_dict})


def in_bytecode(keep):
    for i in range(len(keep)):
        keep[i] = []
    return keep


def in_c(tuples):
    return list(tuples)


# thresholds, objects to make, long-lived objects before, how they are made and from what
SCENES = {
    "small heap": ((100, 3, 3), 3000, 4000, in_bytecode, lambda n: [None] * n),
    "large heap": ((100, 3, 3), 6000, 11000, in_bytecode, lambda n: [None] * n),
    "two and two": ((50, 2, 2), 10220, 9400, in_bytecode, lambda n: [None] * n),
    "one loop": ((10, 100, 100), 200, 0, in_bytecode, lambda n: [None] * n),
    "one C call": ((10, 100, 100), 200, 0, in_c, lambda n: zip(range(n))),
}


def watch_collections(scene):
    """Make the objects of a scene, keep them all, and note what collections start meanwhile. What was
    there before is frozen, so that the heap is as large as the scene says on every build. A full
    collection then sets the counters to 0 and empties the free lists: each object made will be an
    allocation that counts.
    """
    thresholds, n, heap, make, prepare = SCENES[scene]
    freeze()
    ballast = [[] for _ in range(heap)]
    material = prepare(n)
    set_threshold(*thresholds)
    collect()
    before = long_lived()
    started.clear()
    enable()
    kept = make(material)
    disable()
    seen = list(started)
    if scene == "small heap":
        observe("generations", generations())
    set_threshold(*defaults)
    unfreeze()
    del kept, ballast
    collect()
    return seen, before


def note(phase, info):
    if phase == "start":
        started.append(info["generation"])


def sequence(generations):
    """[0, 0, 1] as "001", to be read at a glance; of anything but a list of numbers its type."""
    if isinstance(generations, (list, tuple)) and all(type(item) is int for item in generations):
        return "".join(map(str, generations))
    return type(generations).__name__


def collections():
    return [generation["collections"] for generation in stats()]


def park_one():
    thing, before = Thing(), collections()
    answer.park(thing)
    made = [after - earlier for after, earlier in zip(collections(), before)]
    observe("parked in", generation_of(thing))
    observe("collections to park it", made)


def freeze_one():
    thing = Thing()
    answer.freeze_it(thing)
    places = [generation_of(thing)]
    collect()
    places.append(generation_of(thing))
    observe("frozen in", places)
    unfreeze()


started = []
observe("thresholds", list(defaults))
walk()
without_the_collector()
who_is_tracked()
gc.callbacks.append(note)
scenes = {scene: watch_collections(scene) for scene in SCENES}
gc.callbacks.remove(note)
observe("started", {scene: seen for scene, (seen, before) in scenes.items()})
observe("sequences", {scene: sequence(seen) for scene, (seen, before) in scenes.items()})
observe("of 200 objects", {scene: len(scenes[scene][0]) for scene in ("one loop", "one C call")})
observe("two and two", [scenes["two and two"][0].count(generation) for generation in range(3)])

import answer  # noqa: E402 - when all is over: it has numbers to go by, and nothing to listen to

predicted = {}
for scene, (seen, before) in scenes.items():
    thresholds, n, _, make, _ = SCENES[scene]
    predicted[scene] = sequence(
        answer.predict(thresholds, n, before["total"], before["pending"], make is in_c))
observe("predicted", predicted)

disable()
park_one()
disable()
freeze_one()
