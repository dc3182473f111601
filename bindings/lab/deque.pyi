"""Probes for collections.deque: dequeobject and its blocks, Modules/_collectionsmodule.c."""

from collections import deque
from typing import Any

def layout(object: deque[Any], /) -> dict[str, Any]:
    """{"length", "leftindex": of the first item in the leftmost block, "rightindex": of the last item in
    the rightmost one, "state": grows with each change, "maxlen": None when unbounded, "block_length":
    64, "free_blocks": emptied ones kept for later, at most 16, "blocks": [{"address", "items": an
    address each}…] from left to right}. "blocks" is Absent, and all there is, in a CPython whose deque
    has another size. Raises TypeError for other types.
    """
