# fails: order of three tasks
# fails: order of five tasks
"""Runs each task to its end: yields were asked for, but nobody else gets a turn at them."""


def round_robin(tasks, clock):
    hogs = []
    for name, task, budget in tasks:
        before = clock()
        for step in task:
            if clock() - before > budget and name not in hogs:
                hogs.append(name)
            yield step
            before = clock()
        if clock() - before > budget and name not in hogs:
            hogs.append(name)
    return hogs
