# fails: alive after a collection
# fails: finished
"""Keeps the tasks in a WeakSet, as asyncio itself does: that is no keeping.
"""

import asyncio
import weakref


async def handle(work):
    return await asyncio.to_thread(work)


class TaskKeeper:
    def __init__(self):
        self._tasks = weakref.WeakSet()

    def start(self, coroutine):
        task = asyncio.get_running_loop().create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def __len__(self):
        return len(self._tasks)
