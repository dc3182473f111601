"""Probes for code objects and what the specialising interpreter makes of them: PyCodeObject,
Include/cpython/code.h, Python/specialize.c. A probe takes a function, a method or a code object.
"""

from collections.abc import Callable
from types import CodeType
from typing import Any

def instructions(function: Callable[..., Any] | CodeType, /) -> list[dict[str, Any]]:
    """The bytecode as it stands: [{"offset": bytes, "line": None without one, "base": the opcode that the
    compiler wrote, "now": the specialised or instrumented one in its place, "oparg": of this unit alone,
    "cache": its inline cache as 16-bit words, "counter", "backoff": what its adaptive counter still
    counts and the exponent of the next count, Absent where it has none}…]. Asks for no co_code, which
    would be kept. Raises TypeError for other types.
    """

def specialisations(function: Callable[..., Any] | CodeType, /) -> list[dict[str, Any]]:
    """Of the instructions that can be specialised, or that are changed: [{"offset", "base", "now",
    "counter"}…]. "now" equals "base" where nothing was specialised; in 3.11 it is "…_ADAPTIVE" before
    that. Raises TypeError for other types.
    """

def layout(function: Callable[..., Any] | CodeType, /) -> dict[str, Any]:
    """{"units": 16-bit code units, "stacksize", "nlocals", "ncells", "nfrees", "variables": [{"name",
    "kind": "local" | "cell" | "free"}…] of a frame's slots, "first_traceable": offset, "code_cached":
    whether a copy for co_code is kept, "warmup": calls until quickening, negative (Absent from 3.12),
    "version", "instrumentation_version", "monitored" (Absent in 3.11)}. Raises TypeError for other types.
    """
