"""Probes for dict: PyDictObject, PyDictKeysObject."""

from typing import Any

def layout(object: dict[Any, Any], /) -> dict[str, Any]:
    """The keys object as it stands: {"kind": "general" | "unicode" | "split", "log2_size",
    "log2_index_bytes", "usable", "nentries", "used", "size": slots, "version": dk_version,
    "keys": address, "keys_refcount", "indices": [index, -1 free, -2 dummy…]}. Raises TypeError for
    other types.
    """

def indices(object: dict[Any, Any], /) -> list[int]:
    """dk_indices alone: an entry's number, -1 for free, -2 for dummy (deleted)."""

def probe(object: dict[Any, Any], key: Any, /) -> list[dict[str, Any]]:
    """The slots that a look-up of `key` visits, in order: {"slot", "index", "state": "free" | "dummy" |
    "other" | "hash-equal" | "found", "perturb"}. Computed from hash(key) and the table; calls the key's
    __eq__ only where CPython would (equal hash, another object).
    """
