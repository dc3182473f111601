"""pymalloc, the allocator of requests of up to 512 bytes: Objects/obmalloc.c,
Include/internal/pycore_obmalloc.h. Where a probe takes an object, a lab.Address means the address
itself, not the int.
"""

from typing import Any

from . import Absent

def block(object: Any, /) -> dict[str, Any] | None:
    """The block that holds the object: {"address", "number": within its pool, "offset": of the object in
    the block (16 or 32 where a GC head or a pre-header comes first), "size_class", "block_size": bytes,
    "pool", "arena": addresses}. None when pymalloc did not serve it: it is static, its block is larger
    than 512 bytes, or another allocator is in place. An address that is nobody's gives None too.
    """

def pool(object: Any, /) -> dict[str, Any] | None:
    """The pool that holds the object, struct pool_header as it stands: {"address", "arena",
    "arenaindex", "szidx", "block_size", "blocks": how many there is room for, "used": ref.count,
    "freeblock": address of the last freed block or 0, "nextoffset", "maxnextoffset", "map": a str of one
    character a block, "x" used, "-" freed, "." never handed out}. None when pymalloc did not serve it.
    """

def allocator(object: Any, /) -> str | None:
    """Who made the memory of the object: "pymalloc", "malloc" (its block is larger than 512 bytes, or
    another allocator is in place), "static" (a part of the program or of a library). Of an address that
    is in none of them "malloc" where anything is mapped, a stack too, and None where nothing is.
    """

def map() -> dict[str, Any] | Absent:
    """All of pymalloc: {"arenas": how many are allocated, "arena_size", "pool_size", "free_pools",
    "arenas_highwater", "arenas_ever": counts since the start (Absent in 3.11, where they are static
    variables), "classes": [{"size_class", "block_size", "pools", "used", "free"}…] (blocks in pools
    that are not empty), "list": [{"address", "index", "pools", "free_pools"}…] of at most 4096 arenas}.
    Absent where pymalloc is not in use (PYTHONMALLOC=malloc).
    """

def size_class(bytes: int, /) -> int | None:
    """The size class that serves a request of so many bytes, 0 for 1 to 16, 31 for 497 to 512; None where
    malloc does: for 0 and for more than 512. Raises OverflowError for a negative number.
    """
