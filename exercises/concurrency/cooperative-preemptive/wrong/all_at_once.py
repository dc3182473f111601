# fails: what round_robin returns
"""Collects every step before it gives back the first: a scheduler that no caller can interleave with."""


def round_robin(tasks):
    steps, ready = [], [task for _name, task in tasks]
    while ready:
        task = ready.pop(0)
        try:
            steps.append(next(task))
        except StopIteration:
            continue
        ready.append(task)
    return steps
