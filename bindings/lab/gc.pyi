"""The cyclic garbage collector's own state: `interp->gc`, struct _gc_runtime_state
(Include/internal/pycore_gc.h; from 3.14 pycore_interp_structs.h).
"""

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
    not tracked (or its type takes no part in collection). Walks from the object to the end of its list.
    """

def flags(object: Any, /) -> dict[str, bool] | None:
    """{"tracked", "finalized", "collecting"} from the object's PyGC_Head; None when it has none."""

def explain(objects: Iterable[Any], /, names: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """The collector's arithmetic on this set of objects alone (update_refs, subtract_refs,
    move_unreachable): for each {"object": name or type, "refcount", "internal": references from inside
    the set, "left", "reachable"}. An object is reachable when something outside the set holds it, or a
    reachable object of the set refers to it.

    A weakref.ref among `objects` stands for the object that it refers to and holds nothing: that is how
    to ask about objects whose names are gone. References that the call holds while it works, and those
    that `objects` itself holds on them (items, keys and values, one level deep), are taken off; if
    `objects` is one of the objects, its references are references from inside instead. Everything else
    counts as a holder: names, loop variables, other containers, and an instance's __dict__ once it
    exists, unless it is one of the objects. An object given twice is explained once.

    Computed through tp_traverse; nothing is collected or changed. Raises ReferenceError for a dead
    weakref and ValueError when there are more or fewer names than objects.
    """

def census() -> dict[str, int]:
    """Objects in the generations 0 to 2, those that gc.get_objects() lists, by type name (tp_name), most
    first, by walking the lists in C. Types of one name are added up.
    """

def long_lived() -> dict[str, int | Absent]:
    """{"total", "pending"}: long_lived_total and long_lived_pending, the two sides of the 25 % rule: a
    full collection waits until pending >= total / 4. Absent in 3.14.0 to 3.14.4.
    """
