# fails: equal, and not one object
"""1000 is no small int, so each of them should be an object. But the compiler keeps equal constants of one
function once.
"""


def equal_not_identical():
    a = 1000
    b = 1000
    return a, b


def identical_not_equal():
    nan = float("nan")
    return nan, nan


def same_hash_not_equal():
    return -1, -2  # C functions return -1 for an error, so no hash is -1


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
