# fails: kept afterwards
# fails: kept after a failure
"""Keeps each task for good. A server that runs for a month has a month's tasks.
"""

import asyncio


async def handle(work):
    return await asyncio.to_thread(work)


class TaskKeeper:
    def __init__(self):
        self._tasks = set()

    def start(self, coroutine):
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        return task

    def __len__(self):
        return len(self._tasks)
