"""Probes for memoryview: PyMemoryViewObject and _PyManagedBufferObject, Objects/memoryobject.c,
Include/cpython/memoryobject.h (in 3.11 Include/memoryobject.h).
"""

from typing import Any

def layout(object: memoryview, /) -> dict[str, Any]:
    """{"released", "flags": of "released", "c", "fortran", "scalar", "pil", "restricted", "exports": views
    taken of this one by C code, "hash": None until it is computed, "managed": {"address", "exports": how
    many views share it, "object": address of what they look at}}, and while it is not released also
    {"buffer": address of the first byte, "length": bytes, "itemsize", "format", "readonly", "shape",
    "strides", "suboffsets": whether it has any}. "managed" is None once released. Raises TypeError for
    other types.
    """
