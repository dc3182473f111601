"""Probes for generators, coroutines and asynchronous generators: struct _PyGenObject,
Include/cpython/genobject.h, Objects/genobject.c.
"""

from typing import Any

def layout(generator: Any, /) -> dict[str, Any]:
    """{"address", "kind": "generator" | "coroutine" | "asynchronous generator", "state": "created" |
    "suspended" | "executing" | "completed" | "cleared", "number": gi_frame_state as this CPython numbers
    it, "state_offset": where that byte stands, "flags": co_flags, "flag_names": those of them that make
    it what it is, "frame": {"address", "offset": within the generator, "size": bytes, with locals and
    stack, "embedded": whether the generator owns its frame, "cleared"}, "line": None when cleared,
    "locals": slots for locals, cells and free variables, "bound": how many of them hold an object,
    "stack_depth": Absent while it runs and when cleared, "delegates_to": {"type", "address"} of what
    `yield from` or `await` waits for, or None}. Raises TypeError for other objects, subclasses included.
    """
