import types
from collections import deque


@types.coroutine
def pause():
    yield


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
