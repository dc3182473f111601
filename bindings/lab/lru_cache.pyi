"""Probes for functools.lru_cache: lru_cache_object and its links, Modules/_functoolsmodule.c."""

from typing import Any

def layout(object: Any, /) -> dict[str, Any]:
    """{"hits", "misses", "maxsize": None when unbounded, "typed", "size": keys of its dict, "root":
    address of the link that begins and ends the ring, "cache": address of the dict, "links": [{"address",
    "hash", "key", "result": addresses}…] from the oldest to the newest}. An unbounded cache has no links.
    "links" is Absent, and all there is, in a CPython whose wrapper has another size. Raises TypeError
    for other objects.
    """
