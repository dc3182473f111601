# fails: without asyncio and threads
"""Leaves the scheduling to asyncio. That works, and is not what was asked: its loop does what run() should do.
"""

import asyncio


async def pause():
    await asyncio.sleep(0)


def run(*coroutines):
    results = [None] * len(coroutines)
    async def all_of_them():
        return await asyncio.gather(*coroutines, return_exceptions=True)

    results = asyncio.run(all_of_them())
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
