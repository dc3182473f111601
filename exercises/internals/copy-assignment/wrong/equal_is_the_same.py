# fails: aliases: of what is only equal
# fails: aliases: what each kind of copy shares
"""Compares with ==, which is true of copies as well: that is what a copy is.
"""


def snapshot(cfg):
    return {key: value[:] for key, value in cfg.items()}


def reachable(start):
    found, todo, seen = [], [start], set()
    while todo:
        it = todo.pop()
        if not isinstance(it, (list, tuple, dict)) or id(it) in seen:
            continue
        seen.add(id(it))
        found.append(it)
        todo.extend(it.values() if isinstance(it, dict) else it)
    return found


def same(one, other):
    try:
        return one == other
    except RecursionError:  # a list that holds itself
        return one is other


def aliases(a, b):
    from_b = reachable(b)
    return [it for it in reachable(a) if not isinstance(it, tuple) and any(same(it, other) for other in from_b)]
