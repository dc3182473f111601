"""identity-hash-is: the same object, the same hash, equal: find what has one and lacks the other.

1. equal_not_identical()  -> two objects that are equal and are not one object
2. identical_not_equal()  -> two references to one object that is not equal to itself
3. same_hash_not_equal()  -> two objects with the same hash that are not equal

4. one_address(look)

   Call look(object) twice, with two objects that have the same address. look notes the address and
   holds the object weakly: take objects that allow a weak reference, such as sets.

5. Value(number)

   A class for keys: values with one number are equal and one entry of a dict, values with different
   numbers are not. To find a value among a hundred takes one comparison at most.

Try it:  lab run identity-hash-is --answer mine.py
"""


def equal_not_identical():
    return None, None


def identical_not_equal():
    return None, None


def same_hash_not_equal():
    return None, None


def one_address(look):
    pass


class Value:
    def __init__(self, number):
        self.number = number
