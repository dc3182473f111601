# fails: aliases: behind tuples
""""Tuples are immutable, so they need not be searched." The list in a tuple is not.
"""


def snapshot(cfg):
    return {key: value[:] for key, value in cfg.items()}


def reachable(start):
    found, todo = {}, [start]
    while todo:
        it = todo.pop()
        if not isinstance(it, (list, dict)) or id(it) in found:
            continue
        found[id(it)] = it
        todo.extend(it.values() if isinstance(it, dict) else it)
    return found


def aliases(a, b):
    from_b = reachable(b)
    return [it for number, it in reachable(a).items() if number in from_b]
