"""Probes for running calls: struct _PyInterpreterFrame, Include/internal/pycore_frame.h,
Python/ceval.c.
"""

from typing import Any

def chain(limit: int = 1000) -> list[dict[str, Any]]:
    """This thread's frames of Python code, the innermost (the caller) first, at most `limit`: [{"address",
    "code": qualified name, "file", "line", "offset": bytes, of the instruction that it is at, "opcode":
    as the compiler wrote it, "now": as it stands, "owner": "thread" | "generator" | "frame object",
    "called_by_c": whether a C function called it, "complete": past its first traceable instruction,
    "stack_depth": values on its stack (Absent while the interpreter has it in a register),
    "frame_object": address, None unless somebody asked for one, "locals": [{"name", "kind": "local" |
    "cell" | "free", "value": address, None when unbound}…]}…]. Raises ValueError for a limit below 1 or
    above 1048576.
    """

def hooks() -> dict[str, Any]:
    """What is hooked into this thread: {"profile", "trace": address of c_profilefunc and c_tracefunc, None
    without one, "tools": the names of sys.monitoring's tools 0 to 5, None where an id is free (Absent in
    3.11)}.
    """
