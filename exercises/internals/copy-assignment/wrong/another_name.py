# fails: snapshot: references more to the dict
# fails: snapshot: sizes after cfg has changed
""""b = a keeps the old value." It keeps the object, which is one and the same.
"""


def snapshot(cfg):
    saved = cfg
    return saved


def reachable(start):
    found, todo = {}, [start]
    while todo:
        it = todo.pop()
        if not isinstance(it, (list, tuple, dict)) or id(it) in found:
            continue
        found[id(it)] = it
        todo.extend(it.values() if isinstance(it, dict) else it)
    return found


def aliases(a, b):
    from_b = reachable(b)
    return [it for number, it in reachable(a).items() if number in from_b and not isinstance(it, tuple)]
