# Recurses in C until the stack is full.
# verdict: error signal | error exception
import sys

sys.setrecursionlimit(10**9)


class Deep:
    def __repr__(self):
        return repr(self)


repr(Deep())
