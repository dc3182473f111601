# fails: the work, with a ticker beside it
"""Starts a thread, and then waits for it with join(), which blocks as well as the work did.
"""

import asyncio
import threading


async def handle(work):
    results = []
    thread = threading.Thread(target=lambda: results.append(work()))
    thread.start()
    thread.join()
    return results[0] if results else None


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
