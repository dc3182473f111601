# fails: order of three tasks
# fails: order of five tasks
"""Hands the tasks to asyncio, with an await after each step. What is awaited never waits, so no other task runs."""

import asyncio


def round_robin(tasks, clock):
    steps, hogs = [], []

    async def no_wait():
        pass

    async def work(name, task, budget):
        before = clock()
        for step in task:
            steps.append(step)
            if clock() - before > budget and name not in hogs:
                hogs.append(name)
            await no_wait()
            before = clock()

    async def all_of_them():
        await asyncio.gather(*(work(*task) for task in tasks))

    asyncio.run(all_of_them())
    yield from steps
    return hogs
