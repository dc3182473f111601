# fails: whom the collector may free
"""Does the subtraction and stops there: nothing outside holds d and e, "so they may go". But c is held,
and c leads to them.
"""

import weakref


def unreachable(refcounts, refers_to):
    left = dict(refcounts)
    for targets in refers_to.values():
        for target in targets:
            left[target] -= 1
    return {name for name, count in left.items() if count == 0}


class Node:
    def __init__(self, parent=None):
        self.children = []
        self._parent = None if parent is None else weakref.ref(parent)

    @property
    def parent(self):
        return None if self._parent is None else self._parent()


def make_tree(children):
    root = Node()
    root.children = [Node(root) for _ in range(children)]
    return root
