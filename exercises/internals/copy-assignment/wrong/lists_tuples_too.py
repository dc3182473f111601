# fails: aliases: what each kind of copy shares
"""Lists everything that is shared. A shared tuple is no danger: nobody can change it.
"""


def snapshot(cfg):
    return {key: value[:] for key, value in cfg.items()}


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
    return [it for number, it in reachable(a).items() if number in from_b]
