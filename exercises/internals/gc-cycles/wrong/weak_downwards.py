# fails: nodes of the tree
# fails: children that know their parent
"""Breaks the cycle at the wrong link: the parent holds its children weakly, so they are gone before
anybody has seen them.
"""

import weakref


def unreachable(refcounts, refers_to):
    left = dict(refcounts)
    for targets in refers_to.values():
        for target in targets:
            left[target] -= 1
    todo = [name for name, count in left.items() if count > 0]
    reachable = set()
    while todo:
        name = todo.pop()
        if name not in reachable:
            reachable.add(name)
            todo.extend(refers_to[name])
    return set(refcounts) - reachable


class Node:
    def __init__(self, parent=None):
        self.parent = parent
        self.children = weakref.WeakSet()


def make_tree(children):
    root = Node()
    for _ in range(children):
        root.children.add(Node(root))
    return root
