# Replaces gc.collect, and leaves garbage.
# verdict: error forbidden
import gc

gc.collect = lambda: 0
for _ in range(5):
    cycle = []
    cycle.append(cycle)
