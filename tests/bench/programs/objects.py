"""Object churn: instances, attributes, methods, short lives, some cycles."""


class Node:
    def __init__(self, value, parent=None):
        self.value = value
        self.parent = parent
        self.children = []

    def add(self, value):
        child = Node(value, self)
        self.children.append(child)
        return child


def total_of(node):
    return node.value + sum(total_of(child) for child in node.children)


for _ in range(12):
    root = Node(0)
    for i in range(1_000):
        child = root.add(i)
        for j in range(5):
            child.add(j)
    assert total_of(root) == 499_500 + 10_000
