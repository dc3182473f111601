# fails: the work, with a ticker beside it
# fails: thread of the work
"""Gives the others a turn before it blocks, "so that they can run". They run once, and then wait as before.
"""

import asyncio


async def handle(work):
    await asyncio.sleep(0)
    return work()


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
