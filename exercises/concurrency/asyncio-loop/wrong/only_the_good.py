# fails: kept after a failure
"""Lets a task go at the end of its coroutine. One that raises does not come to that line.
"""

import asyncio


async def handle(work):
    return await asyncio.to_thread(work)


class TaskKeeper:
    def __init__(self):
        self._tasks = set()

    def start(self, coroutine):
        async def and_let_go():
            result = await coroutine
            self._tasks.discard(asyncio.current_task())
            return result

        task = asyncio.get_running_loop().create_task(and_let_go())
        self._tasks.add(task)
        return task

    def __len__(self):
        return len(self._tasks)
