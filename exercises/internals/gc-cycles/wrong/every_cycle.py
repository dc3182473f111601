# fails: whom the collector may free
""""The collector frees cycles": frees all that can reach itself, though a name still leads to c and d."""

import weakref


def unreachable(refcounts, refers_to):
    def reaches(start):
        seen, todo = set(), list(refers_to[start])
        while todo:
            name = todo.pop()
            if name not in seen:
                seen.add(name)
                todo.extend(refers_to[name])
        return seen

    return {name for name in refcounts if name in reaches(name)}


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
