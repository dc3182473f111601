"""Probes for str: PyASCIIObject, PyCompactUnicodeObject and PyUnicodeObject,
Include/cpython/unicodeobject.h, Objects/unicodeobject.c.
"""

from typing import Any

def layout(object: str, /) -> dict[str, Any]:
    """{"kind": 1, 2 or 4 bytes a character, "ascii", "compact": whether the characters are in the same
    block, "length": characters, "interned": "no" | "mortal" | "immortal" | "static" ("static" from 3.12
    on), "hash": None until it is computed, "data": address of the characters, "utf8", "utf8_length":
    address and bytes of the UTF-8 form that is kept, None without one (of an ASCII str the characters
    themselves), "wstr": address of the wchar_t form, 0 without one (Absent from 3.12)}. Computes
    nothing: the hash and the UTF-8 form stay as they are. Raises TypeError for other types.
    """
