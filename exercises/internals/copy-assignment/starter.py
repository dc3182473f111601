"""copy-assignment: copy just as deep as you need, and find out what two structures still share.

1. snapshot(cfg) -> dict

   `cfg` maps names to lists, and to tuples, of objects. The snapshot has the same keys and the same
   objects in the same places, and does not change when names, lists or items are added to `cfg` or taken
   out of it. The objects themselves are shared: make no more new objects than that takes.

2. aliases(a, b) -> list

   All lists and dicts that can be reached both from `a` and from `b`, each of them once, in any order. Go
   through lists, tuples and the values of dicts, into any depth; `a` and `b` themselves are reached, too.
   Whoever changes one of these through `a` changes it for `b`.

Try it:  lab run copy-assignment --answer mine.py
"""


def snapshot(cfg):
    return cfg


def aliases(a, b):
    return []
