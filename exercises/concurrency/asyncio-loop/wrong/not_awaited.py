# fails: an exception of the work
"""Starts the work in a thread and does not wait for it: "fire and forget". Nobody hears how it ended.
"""

import asyncio


async def handle(work):
    future = asyncio.get_running_loop().run_in_executor(None, work)
    future.add_done_callback(lambda over: over.exception())
    while not future.done():
        await asyncio.sleep(0.001)
    return "done"


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
