# fails: aliases: what each kind of copy shares
# fails: aliases: behind tuples
"""Compares the items of a with the items of b, and looks no deeper.
"""


def snapshot(cfg):
    return {key: value[:] for key, value in cfg.items()}


def items_of(it):
    return it.values() if isinstance(it, dict) else it


def aliases(a, b):
    from_b = {id(item) for item in items_of(b)} | {id(b)}
    return [it for it in [a, *items_of(a)] if id(it) in from_b and isinstance(it, (list, dict))]
