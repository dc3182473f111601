# fails: under way at once
"""Awaits each download before it begins the next. Asynchronous in every line, and never two at once.
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
    gate = asyncio.Semaphore(limit)

    async def one(url):
        async with gate:
            return await fetch(url)

    results = []
    for url in urls:
        try:
            results.append(await one(url))
        except Exception as error:
            results.append(error)
    return results
