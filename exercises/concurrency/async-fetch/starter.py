r"""async-fetch: many downloads at once, and what becomes of the one that fails?

async fetch_all(urls, limit) -> list

   Downloads http://127.0.0.1:PORT/… by asyncio.open_connection(): no threads, no other packages. At no time are more
   than `limit` requests under way, and as many as that when there are enough. The list has the
   order of `urls`: the body as bytes, or, where it failed, the exception. Failed is also what the server answers
   with another status than 200. When fetch_all returns, no task and no connection of it is left.

   A request:   GET /path HTTP/1.1\r\nHost: …\r\nConnection: close\r\n\r\n
   An answer:   HTTP/1.1 200 OK\r\n…\r\n\r\n and then the body, up to the end

Try it:  lab run async-fetch --answer mine.py
"""


async def fetch_all(urls, limit):
    return []
