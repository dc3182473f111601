"""Reference answer: blocking work in a thread, and a strong reference for each task."""

import asyncio


async def handle(work):
    return await asyncio.to_thread(work)


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
