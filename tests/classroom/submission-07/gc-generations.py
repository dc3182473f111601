import gc
import sys


class Counters:
    """What the collector knows: one counter for each generation, and the size of the oldest."""

    def __init__(self, thresholds, long_lived_total, pending):
        self.thresholds = thresholds
        self.counts = [0, 0, 0]
        self.total = long_lived_total  # survivors of the last full collection
        self.pending = pending         # those that have come to generation 2 since
        self.young = 0                 # those in generations 0 and 1

    def allocate(self, objects):
        self.counts[0] += objects
        self.young += objects

    def due(self):
        """The oldest generation that is due, or None."""
        if self.counts[0] <= self.thresholds[0]:
            return None
        for generation in (2, 1):
            if self.counts[generation] > self.thresholds[generation]:
                return generation
        return 0

    def collect(self, generation):
        for younger in range(generation + 1):
            self.counts[younger] = 0
        if generation < 2:
            self.counts[generation + 1] += 1
        if generation == 1:
            self.pending += self.young
        if generation == 2:
            self.total += self.pending + self.young
            self.pending = 0
        if generation > 0:
            self.young = 0


def predict(thresholds, n, long_lived_total, pending, in_c=False):
    counters = Counters(thresholds, long_lived_total, pending)
    # From 3.12 an allocation only asks for a collection; it runs between two bytecode instructions,
    # and inside a C function there is none.
    portions = [n] if in_c and sys.version_info >= (3, 12) else [1] * n
    started = []
    for objects in portions:
        counters.allocate(objects)
        generation = counters.due()
        if generation is not None:
            counters.collect(generation)
            started.append(generation)
    return started


def park(obj):
    # Generation 0 is collected together with 1, and the survivors of 1 go to 2.
    gc.collect(1)


def freeze_it(obj):
    gc.freeze()
