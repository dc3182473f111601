import weakref


def unreachable(refcounts, refers_to):
    # Take off every reference that comes from inside the set; what is left comes from outside.
    left = dict(refcounts)
    for targets in refers_to.values():
        for target in targets:
            left[target] -= 1
    # Whoever is held from outside is safe, and so is all that can be reached from there.
    reachable = set()
    todo = [name for name, count in left.items() if count > 0]
    while todo:
        name = todo.pop()
        if name not in reachable:
            reachable.add(name)
            todo.extend(refers_to[name])
    return set(refcounts) - reachable


class Node:
    def __init__(self, parent=None):
        self.children = []
        self._parent = None if parent is None else weakref.ref(parent)

    @property
    def parent(self):
        """The node above; None at the root, and where the node above is gone."""
        return None if self._parent is None else self._parent()


def make_tree(children):
    root = Node()
    for _ in range(children):
        root.children.append(Node(root))
    return root
