# fails: one hash, and not equal
"""An int and a float have one hash here because they are equal: whatever is equal must have the same hash.
"""


def equal_not_identical():
    return [1, 2], [1, 2]


def identical_not_equal():
    nan = float("nan")
    return nan, nan


def same_hash_not_equal():
    return 1, 1.0


def one_address(look):
    look(set())  # dead when look returns, and its block is the next to be given out
    look(set())


class Value:
    def __init__(self, number):
        self.number = number

    def __eq__(self, other):
        return isinstance(other, Value) and self.number == other.number

    def __hash__(self):
        return hash(self.number)
