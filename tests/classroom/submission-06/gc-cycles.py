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
    return root
