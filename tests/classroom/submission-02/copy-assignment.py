import copy


def snapshot(cfg):
    return copy.copy(cfg)


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
