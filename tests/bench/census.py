"""Run by a host: a million objects counted by type, three ways in turn; prints one line of JSON.

The bare walk is lab.gc.generations(), which goes through the same lists and only counts.
"""

import collections
import gc
import json
import statistics
import time

import lab

OBJECTS = 1_000_000
ROUNDS = 7


def milliseconds(work):
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def count_in_python():
    return collections.Counter(map(type, gc.get_objects()))


def main():
    gc.disable()
    kinds = (list, dict, set, lambda: (lambda: None))
    keep = [kinds[i % len(kinds)]() for i in range(OBJECTS)]
    ways = {"census_ms": lab.gc.census, "counter_ms": count_in_python, "walk_ms": lab.gc.generations}
    samples = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, work in ways.items():
            samples[name].append(milliseconds(work))
    assert len(keep) == OBJECTS
    counted = sum(lab.gc.census().values())
    assert abs(counted - len(gc.get_objects())) < 100, counted
    print(json.dumps({"objects": counted, **{n: statistics.median(s) for n, s in samples.items()}}))


main()
