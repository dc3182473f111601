# fails: the handler is told
"""Asks each task for its exception, so that nothing is logged. Nothing is: nobody will ever know.
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
        task.add_done_callback(self._over)
        return task

    def _over(self, task):
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()

    def __len__(self):
        return len(self._tasks)
