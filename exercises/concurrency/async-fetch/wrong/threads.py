# fails: left after twenty
"""Blocks in threads: urllib, to_thread, and a loop that has nothing to do but wait for them."""

import asyncio
import urllib.request


def fetch(url):
    with urllib.request.urlopen(url) as response:
        return response.read()


async def fetch_all(urls, limit):
    gate = asyncio.Semaphore(limit)

    async def one(url):
        async with gate:
            return await asyncio.to_thread(fetch, url)

    return await asyncio.gather(*(one(url) for url in urls), return_exceptions=True)
