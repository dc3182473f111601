"""gc-generations: say which generation is collected when, and move an object on purpose.

1. predict(thresholds, n, long_lived_total, pending, in_c) -> list of generations

   All counters stand at 0. Now n objects that the collector tracks are made, one after another, and all
   of them are kept. Which collections start meanwhile? Return the generation of each, in order: [0, 0, 1].
   `thresholds` is what gc.get_threshold() gives. `long_lived_total` objects survived the last full
   collection, `pending` have come to the oldest generation since. `in_c` is True when all n objects are
   made inside one call of a C function, and False when a loop in Python makes them.

2. park(obj)       gets a new object into generation 2, with as little work as possible
3. freeze_it(obj)  puts it where no collection ever looks at it

Try it:  lab run gc-generations --answer mine.py
"""


def predict(thresholds, n, long_lived_total, pending, in_c):
    return []


def park(obj):
    pass


def freeze_it(obj):
    pass
