"""Run by a host, with GC watching or without: a script that keeps the collector busy. Prints the
seconds that its work took, as one line of JSON; the start of the interpreter is not among them.

    gc_watch.py              many small collections
    gc_watch.py long-lived   the same beside a million objects that stay, and full collections of them
"""

import gc
import json
import sys
import time


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


def keep_many(count):
    """Objects that stay, made without a collection."""
    gc.disable()
    kept = [[] for _ in range(count)]
    gc.enable()
    gc.collect()
    return kept


def collections_so_far():
    return sum(generation["collections"] for generation in gc.get_stats())


def main(long_lived):
    kept = keep_many(1_000_000 if long_lived else 50_000)
    before, start = collections_so_far(), time.perf_counter()
    make_garbage(8_000)
    if long_lived:
        for _ in range(5):
            gc.collect()
    seconds = time.perf_counter() - start
    collections = collections_so_far() - before
    assert collections > 100 and kept, collections
    print(json.dumps({"seconds": seconds, "collections": collections}))


main(long_lived=sys.argv[1:] == ["long-lived"])
