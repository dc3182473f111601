# fails: the work, with a ticker beside it
"""Makes a task of it. The loop runs the task, and nobody else until it is over.
"""

import asyncio


async def handle(work):
    async def in_a_task():
        return work()

    return await asyncio.create_task(in_a_task())


class TaskKeeper:
    def __init__(self):
        self._tasks = set()

    def start(self, coroutine):
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def __len__(self):
        return len(self._tasks)
