# fails: whom the collector may free
""""An object is garbage when its count is 0": true of reference counting, and the reason why it never
frees a cycle.
"""

import weakref


def unreachable(refcounts, refers_to):
    return {name for name, count in refcounts.items() if count == 0}


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
