"""The lab's module: reads CPython's own structures and records what it reads.

Built into every lab host; `import lab` works nowhere else. A probe reads and does not change what it
reads. What this CPython version does not have is `Absent`, never 0.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from . import dict as dict
from . import gc as gc
from . import list as list

T = TypeVar("T")

class Absent:
    """A value that this CPython does not have. False in a condition; `str()` gives the reason."""

    reason: str
    def __init__(self, reason: str) -> None: ...
    def __bool__(self) -> bool: ...

class Address(int):
    """An address: an int that is recorded and printed in hexadecimal."""

def observe(name: str, value: T) -> T:
    """Record `value` under `name` in the run's log and return it.

    `value` may be None, bool, int, float, str, bytes, Absent, Address, or a list, tuple or dict (with
    str keys) of these, at most 64 deep. The log keeps the code object and the line that called. Without
    a log (`lab-host` started by hand) nothing is recorded.
    Raises TypeError for another type, naming the path of the value within `value`, and ValueError for
    a cycle or more than 16 MiB.
    """

def refcount(object: Any, /) -> int:
    """The raw `ob_refcnt` field of `object`, read from memory: the references that the call itself
    holds are taken off, so that a fresh object held by one name has 1. Immortal objects (3.12+) give
    the field as it stands.
    """

def is_immortal(object: Any, /) -> bool | Absent:
    """Whether the object is immortal (PEP 683); Absent before 3.12."""

def address(object: Any, /) -> Address:
    """The object's address: what id() returns in CPython."""

def weakrefs(object: Any, /) -> int | None:
    """How many weak references the object's list holds; None for a type that cannot have any."""

def inspect(object: Any, /) -> dict[str, Any]:
    """The object's layout in memory: {"type", "address", "size", "fields": [{"offset", "size",
    "field", "type", "value"}…]} with the GC head at negative offsets, and for a dict or a list the
    parts that hang off it ("slots", "entries", "items").
    """
