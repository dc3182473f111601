"""Probes for dict: PyDictObject and struct _dictkeysobject, Include/internal/pycore_dict.h,
Objects/dictobject.c.
"""

from typing import Any

def layout(object: dict[Any, Any], /) -> dict[str, Any]:
    """The keys object as it stands: {"kind": "general" | "unicode" | "split", "log2_size",
    "log2_index_bytes", "usable", "nentries", "used", "size": slots, "version": dk_version,
    "version_tag": ma_version_tag (Absent from 3.14), "keys": address, "keys_refcount", "values": address
    of a split table's values or None, "indices": [index, -1 free, -2 dummy…]}. Raises TypeError for
    other types.
    """

def indices(object: dict[Any, Any], /) -> list[int]:
    """dk_indices alone: an entry's number, -1 for free, -2 for dummy (deleted). Raises TypeError for
    other types.
    """

def probe(object: dict[Any, Any], key: Any, /) -> list[dict[str, Any]]:
    """The slots that a look-up of `key` visits, in order, the last one being where it ends: {"slot",
    "index", "state": "free" | "dummy" | "other" | "hash-equal" | "found" | "unset", "perturb"}.
    "other" has another hash; "unset" is in split tables a key that the class shares and this dict has no
    value for. "perturb" is the unsigned 64-bit value when the slot is visited, hash(key) at first.
    Computed from hash(key) and the table; calls __eq__ only where CPython would (equal hash, another
    object). Raises TypeError for other types and for an unhashable key.
    """
