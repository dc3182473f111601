# fails: collections while the tree lived and died
# fails: alive after the root's last name is gone
"""Calls the collector where the tree is made, "so that it is clean". The tree is still held there, and
becomes garbage only afterwards.
"""

import gc


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
        self.children = []


def make_tree(children):
    root = Node()
    root.children = [Node(root) for _ in range(children)]
    gc.collect()
    return root
