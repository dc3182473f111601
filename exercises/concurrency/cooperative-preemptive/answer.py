"""Reference answer: a queue of generators; each runs to its next yield, is measured, and goes to the end."""

from collections import deque


def round_robin(tasks, clock):
    ready, hogs = deque(tasks), []
    while ready:
        name, task, budget = ready.popleft()
        before = clock()
        try:
            step = next(task)
            over = False
        except StopIteration:
            over = True
        # Nobody can take the turn away from a task; but how long it was can be seen, the last one too.
        if clock() - before > budget and name not in hogs:
            hogs.append(name)
        if not over:
            yield step
            ready.append((name, task, budget))
    return hogs
