"""Probes for set and frozenset: PySetObject, Include/cpython/setobject.h, Objects/setobject.c."""

from collections.abc import Set
from typing import Any

def layout(object: Set[Any], /) -> dict[str, Any]:
    """The table as it stands: {"fill": used and dummy slots, "used": len(set), "mask", "size": slots,
    "table": address, "small": whether the table is the one of 8 slots inside the object, "hash": of a
    frozenset, None until it is computed, "finger": where pop() goes on, "slots": [{"state": "free" |
    "dummy" | "used", "hash", "key": address, None unless used}…]}. Raises TypeError for other types.
    """

def probe(object: Set[Any], key: Any, /) -> list[dict[str, Any]]:
    """The slots that a look-up of `key` visits, in order, the last one being where it ends: {"slot",
    "state": "free" | "dummy" | "other" | "hash-equal" | "found"}. "other" has another hash. Calls
    __eq__ only where CPython would (equal hash, another object). Raises TypeError for other types and
    for an unhashable key.
    """
