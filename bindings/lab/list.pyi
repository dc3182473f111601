"""Probes for list: PyListObject, Include/cpython/listobject.h."""

from typing import Any

def layout(object: list[Any], /) -> dict[str, Any]:
    """{"size": ob_size, "allocated": slots of the item array, "items": address of the array (ob_item), 0
    while nothing is allocated}. During list.sort the list reads size 0, allocated -1. Raises TypeError
    for other types.
    """

def allocated(object: list[Any], /) -> int:
    """PyListObject.allocated alone: cheap enough to call after every append. Raises TypeError for other
    types.
    """
