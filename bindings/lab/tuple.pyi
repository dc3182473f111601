"""Probes for tuple: PyTupleObject, Include/cpython/tupleobject.h, Objects/tupleobject.c."""

from typing import Any

def layout(object: tuple[Any, ...], /) -> dict[str, Any]:
    """{"size": ob_size, "at": address of the item slots, which are inside the tuple, "items": an address
    each, "hash": what hash() left there, None before (Absent before 3.14, where nothing is kept)}.
    Raises TypeError for other types.
    """
