# fails: hogs among tasks that stay within their budgets
# fails: a task of many turns
"""Adds up what a task has done in all its turns: whoever makes way often enough becomes a hog in the end."""

from collections import deque


def round_robin(tasks, clock):
    ready, hogs, done = deque(tasks), [], {}
    while ready:
        name, task, budget = ready.popleft()
        before = clock()
        step = next(task, None)
        done[name] = done.get(name, 0) + clock() - before
        if done[name] >= budget and name not in hogs:
            hogs.append(name)
        if step is not None:
            yield step
            ready.append((name, task, budget))
    return hogs
