# fails: two objects at one address
"""Two live objects never share an address, however empty and equal they are.
"""


def equal_not_identical():
    return [1, 2], [1, 2]


def identical_not_equal():
    nan = float("nan")
    return nan, nan


def same_hash_not_equal():
    return -1, -2  # C functions return -1 for an error, so no hash is -1


def one_address(look):
    first, second = set(), set()
    look(first)
    look(second)


class Value:
    def __init__(self, number):
        self.number = number

    def __eq__(self, other):
        return isinstance(other, Value) and self.number == other.number

    def __hash__(self):
        return hash(self.number)
