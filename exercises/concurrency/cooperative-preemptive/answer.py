"""Reference answer: a queue of generators; each runs to its next yield and goes to the end."""

from collections import deque


def round_robin(tasks):
    ready = deque(tasks)
    while ready:
        name, task = ready.popleft()
        try:
            step = next(task)
        except StopIteration:
            continue
        yield step
        ready.append((name, task))
