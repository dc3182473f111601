# fails: steps done when it is made, and when it is asked for one
"""Runs everything before it gives back the first step: a scheduler that no caller can interleave with."""


def round_robin(tasks, clock):
    steps, hogs, ready = [], [], list(tasks)
    while ready:
        name, task, budget = ready.pop(0)
        before = clock()
        for step in task:
            steps.append(step)
            ready.append((name, task, budget))
            break
        if clock() - before > budget and name not in hogs:
            hogs.append(name)
    yield from steps
    return hogs
