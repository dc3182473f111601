"""A server that counts: how many requests are under way at once, and what happens to the others when one fails."""

import asyncio
import gc
import threading
import warnings

import lab

observe, Absent = lab.observe, lab.Absent
PATIENCE = 1.5  # seconds that a request waits for others that do not come: wrong answers only
LINGER = 0.3  # seconds that a good one takes while another has failed already
gc.disable()  # so that nothing is closed by chance


class Counts:
    """Of one run. Who comes late, or is left over from a run before, counts for his own."""

    def __init__(self, together, linger):
        self.together, self.linger = together, linger
        self.open = self.connections = self.requests = self.now = self.peak = 0
        self.full, self.one_answered = asyncio.Event(), asyncio.Event()

    async def wait(self, event):
        try:
            await asyncio.wait_for(event.wait(), PATIENCE)
        except asyncio.TimeoutError:
            event.set()  # they do not come: nobody else waits for them

    async def hold(self, path):
        if self.now >= self.together:
            self.full.set()
        await self.wait(self.full)
        if path not in ("/bad", "/cut"):
            await asyncio.sleep(self.linger)
        if path == "/0" and self.together > 1:
            await self.wait(self.one_answered)  # the first one to come is not the first to be answered

    async def answer(self, path):
        self.requests += 1
        self.now += 1
        self.peak = max(self.peak, self.now)
        await self.hold(path)
        self.now -= 1
        self.one_answered.set()
        status = b"500 Internal Server Error" if path == "/bad" else b"200 OK"
        body = f"body of {path}".encode()
        return b"HTTP/1.1 " + status + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body

    async def serve(self, reader, writer):
        self.connections += 1
        self.open += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split()[1].decode()
                answered = await self.answer(path)
                if path == "/cut":
                    break
                writer.write(answered)
                if b"connection: close" in head.lower():
                    writer.write_eof()
                    await reader.read()  # until the client closes, too
                    break
        except (asyncio.IncompleteReadError, OSError):
            pass  # the client went away, as one that is cancelled does
        finally:
            self.open -= 1
            writer.close()

    def seen(self):
        return {"peak": self.peak, "requests": self.requests, "connections": self.connections}


class Server(threading.Thread):
    """On 127.0.0.1, with a loop and a thread of its own: an answer that blocks its loop blocks itself only."""

    def __init__(self):
        super().__init__(name="server", daemon=True)
        self.loop = asyncio.new_event_loop()
        self.started = threading.Event()
        self.start()
        self.started.wait()

    def run(self):
        asyncio.set_event_loop(self.loop)
        self.loop.run_until_complete(self.listen())
        self.loop.run_forever()

    async def listen(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0, backlog=512)
        self.port = self.server.sockets[0].getsockname()[1]
        self.started.set()

    async def serve(self, reader, writer):
        await self.counts.serve(reader, writer)

    def expect(self, together, linger=0.03):
        """From now on a request waits until so many are there; then each of them takes `linger` seconds."""
        async def begin():
            self.counts = Counts(together, linger)

        asyncio.run_coroutine_threadsafe(begin(), self.loop).result()

    def urls(self, *paths):
        return [f"http://127.0.0.1:{self.port}/{path}" for path in paths]


async def get(path):
    """A client of our own, for what is shown. [status, body]; a status is not an exception."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        writer.write(f"GET /{path} HTTP/1.1\r\nHost: lab\r\nConnection: close\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        return [int(head.split()[1]), (await reader.read()).decode()]
    finally:
        writer.close()


async def sequential():
    for number in range(5):
        await get(number)


async def gathered():
    await asyncio.gather(*(get(number) for number in range(20)))


async def behind_a_gate():
    gate = asyncio.Semaphore(4)

    async def one(number):
        async with gate:
            await get(number)

    await asyncio.gather(*(one(number) for number in range(20)))


def concurrency():
    rows = []
    for name, download, together in (("5, one after the other", sequential, 1), ("gather of 20", gathered, 20),
                                     ("gather of 20, Semaphore(4)", behind_a_gate, 4)):
        server.expect(together)
        asyncio.run(download())
        rows.append({"download": name, **server.counts.seen()})
    observe("peaks", {row["download"]: row["peak"] for row in rows})
    return rows


async def get_or_raise(path):
    status, body = await get(path)
    if status != 200:
        raise OSError(status)
    return body


async def pending_after(download):
    """How many tasks are not over when the first failure comes out, and what comes out."""
    mine = asyncio.current_task()
    try:
        await download()
        raised = "nothing"
    except Exception as error:
        raised = type(error).__name__
    pending = [task for task in asyncio.all_tasks() if task is not mine]
    await asyncio.gather(*pending, return_exceptions=True)
    return {"raised": raised, "still running": len(pending)}


async def by_gather():
    await asyncio.gather(*(get_or_raise(path) for path in ("bad", 1, 2, 3)))


async def by_task_group():
    async with asyncio.TaskGroup() as group:
        for path in ("bad", 1, 2, 3):
            group.create_task(get_or_raise(path))


def failures():
    server.expect(1)
    observe("status 500", asyncio.run(get("bad")))
    found = {}
    for name, download in (("gather", by_gather), ("TaskGroup", by_task_group)):
        server.expect(4, LINGER)
        found[name] = asyncio.run(pending_after(download))
    observe("after a failure", found)


async def with_aiohttp(client):
    async def body(session, number):
        async with session.get(f"http://127.0.0.1:{server.port}/{number}") as response:
            return await response.text()

    async with client.ClientSession() as session:
        await asyncio.gather(*(body(session, number) for number in range(150)))


def other_clients():
    """aiohttp, where it is installed: how many of 150 does one session let through?"""
    try:
        import aiohttp
    except ImportError:
        return Absent("aiohttp is not installed")
    server.expect(100)
    asyncio.run(with_aiohttp(aiohttp))
    return server.counts.seen()


server = Server()
rows = concurrency()
failures()
capped = observe("aiohttp", other_clients())
if capped:
    rows.append({"download": "aiohttp, gather of 150", **capped})
observe("downloads", rows)

import answer  # noqa: E402 - after the demonstrations, so that it cannot disturb them


async def asked(paths, limit):
    """The results; and what is left when they are there."""
    mine, threads = asyncio.current_task(), set(threading.enumerate())
    try:
        results = await answer.fetch_all(server.urls(*paths), limit)
    except BaseException as error:
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        results = type(error).__name__
    tasks = asyncio.all_tasks() - {mine}
    new_threads = len(set(threading.enumerate()) - threads)
    for _ in range(200):  # the server hears of it a little later
        if server.counts.open == 0:
            break
        await asyncio.sleep(0.01)
    left = {"tasks": len(tasks), "connections": server.counts.open, "threads": new_threads}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return results, left


def kind(result, path):
    """What came for a path: its body, or what else."""
    if isinstance(result, BaseException):
        return "exception"
    return "body" if result == f"body of /{path}".encode() else type(result).__name__


def kinds(results, paths):
    if not isinstance(results, (list, tuple)):
        return results if isinstance(results, str) else type(results).__name__
    return [kind(result, path) for result, path in zip(results, paths)]


def graded(name, paths, limit, linger=0.03):
    server.expect(limit, linger)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        results, left = asyncio.run(asked(paths, limit))
        observe(name, kinds(results, paths))
        del results
        gc.collect()
    unclosed = sum(issubclass(warning.category, ResourceWarning) for warning in told)
    observe(f"{name}: left", {**left, "not closed": unclosed})
    observe(f"{name}: counts", server.counts.seen())


graded("twenty", range(20), limit=4)
graded("ten", [0, 1, 2, "bad", 4, 5, "cut", 7, 8, 9], limit=10, linger=LINGER)
graded("none", [], limit=3)
