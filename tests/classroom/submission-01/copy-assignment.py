def snapshot(cfg):
    # A tuple cannot change, so it may be shared; a list is copied, and the leaves in it are shared.
    return {key: value[:] for key, value in cfg.items()}


def reachable(start):
    """All lists, dicts and tuples that can be reached, by id. The dict holds them: an id says
    something only as long as its object lives.
    """
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
