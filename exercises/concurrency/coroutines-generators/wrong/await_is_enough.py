# fails: turns
# fails: whom b sees in its first turn
"""Believes that `await` gives way. It calls; only a yield at the bottom of the chain suspends, and here there is none.
"""

from collections import deque


async def pause():
    pass


def run(*coroutines):
    results = [None] * len(coroutines)
    ready = deque(enumerate(coroutines))
    while ready:
        number, coroutine = ready.popleft()
        try:
            coroutine.send(None)  # up to its next pause()
        except StopIteration as end:
            results[number] = end.value
        except Exception as error:
            results[number] = error
        else:
            ready.append((number, coroutine))
    return results


def averaging():
    count, total, average = 0, 0, None
    while (value := (yield average)) is not None:
        count += 1
        total += value
        average = total / count
    return average


def running_average():
    average = averaging()
    next(average)  # up to the first yield: before that there is nothing that could receive
    return average
