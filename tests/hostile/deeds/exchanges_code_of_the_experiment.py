# Gives a function of the experiment code of its own.
# verdict: error forbidden
import sys


def references(thing):
    return 3


sys.modules["__main__"].references.__code__ = references.__code__
