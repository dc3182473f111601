# fails: ten, of which two fail
"""Takes whatever came for the body. The server said that it was none.
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
    return body


async def fetch_all(urls, limit):
    gate = asyncio.Semaphore(limit)

    async def one(url):
        async with gate:
            return await fetch(url)

    return await asyncio.gather(*(one(url) for url in urls), return_exceptions=True)
