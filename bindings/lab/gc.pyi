"""The cyclic garbage collector's own state: `interp->gc`, struct _gc_runtime_state."""

from collections.abc import Iterable
from typing import Any

from . import Absent

def generations() -> list[dict[str, int]]:
    """One dict per generation, youngest first: index, count, threshold, length (objects in its list,
    counted by walking it), collections, collected, uncollectable. Then one with index -1: the permanent
    generation (gc.freeze), of which only the length means anything.
    """

def generation_of(object: Any, /) -> int | None:
    """The generation whose list holds the object: 0, 1, 2; -1 for the permanent one; None when it is
    not tracked (or its type takes no part in collection).
    """

def flags(object: Any, /) -> dict[str, bool] | None:
    """{"tracked", "finalized", "collecting"} from the object's PyGC_Head; None when it has none."""

def explain(objects: Iterable[Any], /, names: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """The collector's arithmetic on this set of objects alone (update_refs, subtract_refs): for each
    {"object": name or type, "refcount", "internal": references from inside the set, "left", "reachable"}.
    An object is reachable when something outside the set holds it, or a reachable object of the set
    refers to it. References held by the call itself, by `objects`, and by the caller's own containers
    given to the call are taken off. Computed through tp_traverse; nothing is collected or changed.
    """

def census() -> dict[str, int]:
    """Objects in all generations by type name (tp_name), most first, by walking the lists in C."""

def long_lived() -> dict[str, int | Absent]:
    """{"total", "pending"}: long_lived_total and long_lived_pending, the two sides of the 25 % rule."""
