# fails: error exception
"""Walks down without remembering where it has been, and never comes back from a list that holds itself.
"""


def snapshot(cfg):
    return {key: value[:] for key, value in cfg.items()}


def reachable(it):
    found = {}
    if isinstance(it, (list, tuple, dict)):
        found[id(it)] = it
        for item in it.values() if isinstance(it, dict) else it:
            found.update(reachable(item))
    return found


def aliases(a, b):
    from_b = reachable(b)
    return [it for number, it in reachable(a).items() if number in from_b and not isinstance(it, tuple)]
