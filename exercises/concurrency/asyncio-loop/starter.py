"""asyncio-loop: who runs while a coroutine works, and who holds a task?

1. async handle(work) -> what work() returns, or raises

   `work` is an ordinary function that blocks: it computes, or waits for a disk. While it does, the
   event loop must go on serving the others.

2. class TaskKeeper, for tasks that nobody waits for

   keeper.start(coroutine) -> the task that runs it. The caller may drop it: the keeper sees to it that the task
   is not collected before it is over. len(keeper) tells how many are not over yet. A task that failed is let go
   like the others, and its exception comes to the loop's exception handler, as ever.

Try it:  lab run asyncio-loop --answer mine.py
"""

import asyncio


async def handle(work):
    return work()


class TaskKeeper:
    def start(self, coroutine):
        return asyncio.get_running_loop().create_task(coroutine)

    def __len__(self):
        return 0
