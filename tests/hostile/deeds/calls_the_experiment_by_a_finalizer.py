# Has the experiment observe for it while the experiment itself collects garbage.
# verdict: error forbidden
import sys
import weakref


class Cycle:
    pass


cycle = Cycle()
cycle.me = cycle
weakref.finalize(cycle, sys.modules["__main__"].report, "references", 3)
del cycle
