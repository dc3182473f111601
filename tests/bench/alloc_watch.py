"""Run by a host: what watching allocations costs a script that does little else than allocate.
Prints milliseconds of the processor as one line of JSON: nothing watched, the lab's watch, and
tracemalloc with one frame, in one process and in turn.

Each round makes objects of Python classes, strings, lists that grow and dicts, some of which live on
for a while: pymalloc's small blocks, its large ones, and reallocs.
"""

import json
import statistics
import time
import tracemalloc

import lab

ROUNDS = 11
OBJECTS = 10_000


class Node:
    def __init__(self, number):
        self.number = number
        self.text = "node %d" % number


def allocate():
    kept = []
    for number in range(OBJECTS):
        node = Node(number)
        kept.append((node, [number], {"number": number}, bytes(number % 700)))
        if len(kept) == 2000:
            kept = kept[1000:]


def milliseconds():
    start = time.process_time()
    allocate()
    return 1000 * (time.process_time() - start)


def watched():
    with lab.watch.allocations():
        return milliseconds()


def traced():
    tracemalloc.start(1)
    try:
        return milliseconds()
    finally:
        tracemalloc.stop()


def main():
    sides = {"off_ms": milliseconds, "on_ms": watched, "tracemalloc_ms": traced}
    samples = {name: [] for name in sides}
    for number in range(ROUNDS + 1):
        for name in sorted(sides, reverse=number % 2 == 0):
            took = sides[name]()
            if number > 0:
                samples[name].append(took)
    print(json.dumps({name: statistics.median(times) for name, times in samples.items()}))


main()
