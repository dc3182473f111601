"""Probes for collections.OrderedDict: PyODictObject and its nodes, Objects/odictobject.c. lab.dict
reads the dict that it is as well.
"""

from collections import OrderedDict
from typing import Any

def layout(object: OrderedDict[Any, Any], /) -> dict[str, Any]:
    """The linked list beside the dict: {"first", "last": addresses of nodes, 0 when empty, "fast_nodes":
    address of the table of nodes by entry number, "fast_nodes_size": its length, "fresh": False when
    the dict has resized since that table was made, "state": od_state, "instance_dict": address or None,
    "nodes": [{"address", "previous", "next", "hash", "key": address}…] from first to last}. "nodes" is
    Absent, and all there is, in a CPython whose OrderedDict has another size. Raises TypeError for
    other types.
    """

def order(object: OrderedDict[Any, Any], /) -> list[Any]:
    """The keys from od_first to od_last, read from the nodes. Raises TypeError for other types and
    RuntimeError where layout() has no nodes.
    """
