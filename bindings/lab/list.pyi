"""Probes for list: PyListObject."""

from typing import Any

from . import Address

def layout(object: list[Any], /) -> dict[str, Any]:
    """{"size": ob_size, "allocated": slots of the item array, "items": address of the array (ob_item)}.
    During list.sort the list reads size 0, allocated -1. Raises TypeError for other types.
    """

def allocated(object: list[Any], /) -> int:
    """PyListObject.allocated alone: cheap enough to call after every append."""
