"""Probes for int: PyLongObject, Include/cpython/longintrepr.h, Objects/longobject.c."""

from typing import Any

def layout(object: int, /) -> dict[str, Any]:
    """{"sign": -1, 0 or 1, "count": digits in use, "digits": least significant first, "bits": of a digit
    (30), "compact": whether it has at most one digit, "tag": lv_tag (both Absent before 3.12), "small":
    whether it is one of the interpreter's own small ints}. Raises TypeError for other types.
    """

def small_range() -> dict[str, int]:
    """{"first", "last"}: the ints that exist once. Two results in this range are always identical.
    _PY_NSMALLNEGINTS and _PY_NSMALLPOSINTS.
    """
