"""Run by a host, with GC watching or without: a script that keeps the collector busy. Prints the
seconds that its work took, as one line of JSON; the start of the interpreter is not among them."""

import gc
import json
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


def main():
    survivors = [[] for _ in range(50_000)]  # what every full collection has to walk
    collections = sum(generation["collections"] for generation in gc.get_stats())
    start = time.perf_counter()
    make_garbage(2_000)
    seconds = time.perf_counter() - start
    collections = sum(generation["collections"] for generation in gc.get_stats()) - collections
    assert collections > 100 and len(survivors) == 50_000, collections
    print(json.dumps({"seconds": seconds, "collections": collections}))


main()
