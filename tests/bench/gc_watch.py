"""Run by a host with GC watching on: what the watch costs a script that keeps the collector busy.
Prints milliseconds of the processor, with the watch and without, as one line of JSON.

    gc_watch.py              many small collections
    gc_watch.py long-lived   beside a million objects that stay, with full collections of them

Both sides are measured in one process, in turn: the watch is a function in gc.callbacks, which is taken
out of the list and put back. The first rounds are not counted: they spend the credit for walking lists
that every run has once.
"""

import gc
import json
import statistics
import sys
import time

ROUNDS = {"small": 300, "long-lived": 40}
UNCOUNTED = 0.2  # of the rounds


class Node:
    def __init__(self, parent):
        self.parent = parent
        self.children = []
        if parent is not None:
            parent.children.append(self)


def make_garbage(trees):
    """Trees whose nodes know their parents: each is a cycle that only the collector can free."""
    for _ in range(trees):
        root = Node(None)
        for _ in range(8):
            child = Node(root)
            for _ in range(8):
                Node(child)


def small_collections():
    make_garbage(100)


def beside_long_lived():
    make_garbage(100)
    gc.collect()


def keep_many(count):
    """Objects that stay, made without a collection."""
    gc.disable()
    kept = [[] for _ in range(count)]
    gc.enable()
    gc.collect()
    return kept


def milliseconds(work):
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)


def measure(work, rounds):
    """The samples with the watch in the list, and without it."""
    if not gc.callbacks:
        sys.exit("gc_watch.py: nothing watches; start it with: lab run --watch gc")
    watch = gc.callbacks[0]
    samples = {"on_ms": [], "off_ms": []}
    for number in range(rounds):
        for side in sorted(samples, reverse=number % 2 == 0):
            gc.callbacks[:] = [watch] if side == "on_ms" else []
            samples[side].append(milliseconds(work))
    gc.callbacks[:] = [watch]
    return samples


def main(shape):
    kept = keep_many(1_000_000 if shape == "long-lived" else 50_000)
    work = beside_long_lived if shape == "long-lived" else small_collections
    before = sum(generation["collections"] for generation in gc.get_stats())
    samples = measure(work, ROUNDS[shape])
    collections = sum(generation["collections"] for generation in gc.get_stats()) - before
    assert collections > 2 * ROUNDS[shape] and kept, collections
    counted = int(UNCOUNTED * ROUNDS[shape])
    medians = {side: statistics.median(times[counted:]) for side, times in samples.items()}
    print(json.dumps({"collections": collections, **medians}))


main("long-lived" if sys.argv[1:] == ["long-lived"] else "small")
