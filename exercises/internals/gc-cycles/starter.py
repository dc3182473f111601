"""gc-cycles: whom may the collector free, and how does one do without it?

1. unreachable(refcounts, refers_to) -> set of names

   Some objects, all of them known to the collector. `refcounts` maps each name to the object's
   reference count, `refers_to` maps it to the names that the object refers to (once for each
   reference). A count that these references do not account for comes from outside: a variable, a
   frame, a list elsewhere. Return the names of the objects that the collector may free.

2. make_tree(children) -> root

   Build a node with this many nodes below it. `root.children` holds them, and each of them has its
   `parent`. When the last name of the root goes away, all of the tree must die in that moment: the
   collector is switched off, and nobody may call it. Nodes are objects of an ordinary class (no
   __slots__ without "__weakref__").

Try it:  lab run gc-cycles --answer mine.py
"""


def unreachable(refcounts, refers_to):
    return set()


class Node:
    def __init__(self, parent=None):
        self.parent = parent
        self.children = []


def make_tree(children):
    return Node()
