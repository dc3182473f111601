# fails: under way at once
"""Holds the semaphore while it makes the tasks. Making them is not what takes the time.
"""

import asyncio
from urllib.parse import urlsplit


async def fetch(url):
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    try:
        request = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n"
        writer.write(request.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.read()  # up to the end: the server closes
    finally:
        writer.close()
    status = int(head.split()[1])
    if status != 200:
        raise OSError(f"{url}: status {status}")
    return body


async def fetch_all(urls, limit):
    gate, tasks = asyncio.Semaphore(limit), []
    for url in urls:
        async with gate:
            tasks.append(asyncio.create_task(fetch(url)))
    return await asyncio.gather(*tasks, return_exceptions=True)
