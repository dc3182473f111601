# fails: a hog among three
"""Takes a hog out of the queue, as a kernel would. What it had still to do is never done."""

from collections import deque


def round_robin(tasks, clock):
    ready, hogs = deque(tasks), []
    while ready:
        name, task, budget = ready.popleft()
        before = clock()
        try:
            step = next(task)
        except StopIteration:
            step = None
        if clock() - before > budget:
            hogs.append(name)
            if step is not None:
                yield step
        elif step is not None:
            yield step
            ready.append((name, task, budget))
    return hogs
