"""coroutines-generators: what suspends, and who wakes it up?

1. pause()

   An awaitable: `await pause()` suspends the coroutine, and all that wait for it, up to run().
   No asyncio; one generator function under @types.coroutine is enough.

2. run(*coroutines) -> list of results

   Drives native coroutines that suspend by `await pause()`. They take turns: each runs up to its next
   pause(), in the order given, and goes on in the next round, until all are over. The list holds, in the
   order given, what each returned, or the exception that it raised. No asyncio, no threads.

3. running_average() -> generator

   average.send(10) returns 10.0, average.send(20) then 15.0 and so on. It must be ready for the first
   send(10). send(None) ends it: the last average is then the value of its StopIteration.

Try it:  lab run coroutines-generators --answer mine.py
"""


async def pause():
    pass


def run(*coroutines):
    for coroutine in coroutines:
        coroutine.close()
    return []


def running_average():
    while True:
        yield None
