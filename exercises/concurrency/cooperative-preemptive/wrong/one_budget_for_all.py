# fails: a hog among three
# fails: two hogs, caught more than once
"""Measures all by the smallest budget, and writes a hog down each time that it is one."""

from collections import deque


def round_robin(tasks, clock):
    ready, hogs = deque(tasks), []
    allowed = min(budget for _name, _task, budget in tasks)
    while ready:
        name, task, budget = ready.popleft()
        before = clock()
        step = next(task, None)
        if clock() - before > allowed:
            hogs.append(name)
        if step is not None:
            yield step
            ready.append((name, task, budget))
    return hogs
