"""Probes for weak references: PyWeakReference, Include/cpython/weakrefobject.h,
Objects/weakrefobject.c.
"""

from typing import Any

def references(object: Any, /) -> list[dict[str, Any]] | None:
    """The object's list of weak references and proxies, in order: [{"address", "type", "callback":
    whether it has one, "refcount"}…]. A reference and a proxy without a callback come first and are
    shared; of the others the newest comes first. None for a type that cannot have any.
    """
