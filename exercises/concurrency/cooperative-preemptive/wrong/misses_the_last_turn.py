# fails: a hog after its last yield
"""Looks at the clock after each step that it got. After its last yield a task gives none, and may do what it likes."""

from collections import deque


def round_robin(tasks, clock):
    ready, hogs = deque(tasks), []
    while ready:
        name, task, budget = ready.popleft()
        before = clock()
        try:
            step = next(task)
        except StopIteration:
            continue
        if clock() - before > budget and name not in hogs:
            hogs.append(name)
        yield step
        ready.append((name, task, budget))
    return hogs
