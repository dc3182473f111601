"""Probes for bytearray: PyByteArrayObject, Include/cpython/bytearrayobject.h,
Objects/bytearrayobject.c.
"""

from typing import Any

def layout(object: bytearray, /) -> dict[str, Any]:
    """{"size": ob_size, "allocated": bytes of the block (ob_alloc; the ending NUL counts up to 3.14),
    "bytes": address of the block, "start": address of the contents, "offset": bytes consumed at the
    front, "exports": views that forbid to resize}. Raises TypeError for other types.
    """
