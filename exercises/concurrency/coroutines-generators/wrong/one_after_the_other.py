# fails: turns
# fails: whom b sees in its first turn
"""Drives each coroutine to its end before it looks at the next one: all are done, and nothing was concurrent.
"""

import types


@types.coroutine
def pause():
    yield


def run(*coroutines):
    results = [None] * len(coroutines)
    for number, coroutine in enumerate(coroutines):
        try:
            while True:
                coroutine.send(None)
        except StopIteration as end:
            results[number] = end.value
        except Exception as error:
            results[number] = error
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
