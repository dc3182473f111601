# fails: the work, with a ticker beside it
"""Puts the work into an async def and awaits that. It is called at once, in the same thread.
"""

import asyncio


async def handle(work):
    async def in_a_coroutine():
        return work()

    return await in_a_coroutine()


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
