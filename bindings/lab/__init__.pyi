"""The lab's module: reads CPython's own structures and records what it reads.

Built into every lab host; `import lab` works nowhere else. A probe reads and does not change what it
reads. What this CPython version does not have is `Absent`, never 0.
"""

import builtins
from typing import Any, TypeVar

from . import bytearray as bytearray
from . import code as code
from . import deque as deque
from . import dict as dict
from . import frame as frame
from . import gc as gc
from . import generator as generator
from . import gil as gil
from . import int as int
from . import list as list
from . import lru_cache as lru_cache
from . import memoryview as memoryview
from . import ordereddict as ordereddict
from . import pymalloc as pymalloc
from . import schedule as schedule
from . import set as set
from . import str as str
from . import tuple as tuple
from . import type as type
from . import weakref as weakref

T = TypeVar("T")

class Absent:
    """A value that this CPython does not have. False in a condition; `str()` gives the reason, which
    is the attribute `reason` too. Two are equal when their reasons are.
    """

    reason: builtins.str
    def __init__(self, reason: builtins.str) -> None: ...
    def __bool__(self) -> bool: ...
    def __eq__(self, other: object) -> bool: ...
    def __hash__(self) -> builtins.int: ...

class Address(builtins.int):
    """An address: an int that is recorded and printed in hexadecimal."""

def observe(name: builtins.str, value: T) -> T:
    """Record `value` under `name` in the run's log and return it.

    `value` may be None, bool, int, float, str, bytes, Absent, Address, or a list, tuple or dict (with
    str keys) of these, at most 64 deep. A tuple is recorded as a list, an IntEnum member as an int, a
    lone surrogate of a str as its escape ("\\udc80"). The log keeps the code object and the line that
    called. Without a log (`lab-host` started by hand) nothing is recorded.
    Raises TypeError for another type, naming the path of the value within `value`, and ValueError for
    a cycle, for more than 16 MiB or 1,048,576 values, and for an int of more digits than
    sys.get_int_max_str_digits() allows.
    """

def refcount(object: Any, /) -> builtins.int:
    """The raw `ob_refcnt` field of `object` less the one reference by which this call received it: a
    fresh object held by one name has 1, whether the name is a global, a local, an attribute or an
    item; a temporary has 0. In `refcount(*arguments)` the reference taken off is the tuple's, in
    `map(refcount, …)` that of map. Where CPython (3.14+) lends a local to the call without a reference,
    none is taken off. Immortal objects (3.12+) give the field as it stands.
    Include/object.h, struct _object.
    """

def is_immortal(object: Any, /) -> bool | Absent:
    """Whether the object is immortal (PEP 683); Absent before 3.12. _Py_IsImmortal."""

def address(object: Any, /) -> Address:
    """The object's address: what id() returns in CPython."""

def weakrefs(object: Any, /) -> builtins.int | None:
    """How many weak references and proxies the object's list holds (plain references are shared and
    count once); None for a type that cannot have any. struct _PyWeakReference.
    """

def inspect(object: Any, /) -> builtins.dict[builtins.str, Any]:
    """The object's layout in memory: {"type", "address", "size", "fields": [{"offset", "size",
    "field", "type", "value"}…]} in order of offsets, with the GC head and the managed dict at negative
    ones. "size" is that of the object's own block from its address on. For a list "items": the address
    in each slot, None in a spare one; for a dict "slots" (as lab.dict.indices) and "entries":
    [{"entry", "hash", "key", "text", "value"}…]; for an instance that keeps its attributes without a
    dict's table "values": [{"attribute", "value": address, None where it is not set}…]. Beyond 256 of
    these the rest is counted in a last "… n more". "notes" says in words how to read a part. The
    ob_refcnt among the fields is without the reference that the call itself holds, as lab.refcount
    gives it.
    """

class Watching:
    """One thing that is being watched: what the methods of lab.watch return. As a context manager it
    stops at the end of the block. What is not stopped goes on until the program ends, whether or not
    this handle is kept.
    """

    mode: builtins.str
    events: builtins.int
    def stop(self) -> None: ...
    def __enter__(self) -> Watching: ...
    def __exit__(self, *exception: object) -> None: ...

class Watcher:
    """The class of lab.watch: each method begins to watch something, writes what it sees as events
    into the run's log, and returns a Watching. Without a log (`lab-host` started by hand) they raise
    RuntimeError.
    """

    def allocations(self) -> Watching:
        """The calls of Python's allocators (PyMem_RawMalloc, PyMem_Malloc, PyObject_Malloc and their
        families, Objects/obmalloc.c). When it stops it writes `alloc.total` for each domain,
        `alloc.line` for the 100 lines that took most bytes and `alloc.size` for each size class.
        RuntimeError when allocations are watched already."""
    def deaths(self, object: Any, name: str) -> Watching:
        """The end of `object`, without keeping it alive: events `death.finalizer` (its __del__),
        `death.callback` (of the weak references that it has now), `death.resurrection` and
        `death.dealloc`, each with what did it, 'refcount' or 'collector', and their order. TypeError
        for what never dies or is kept in a free list, ValueError for what is watched already.
        Objects/typeobject.c, subtype_dealloc."""
    def __call__(self, object: Any, name: str) -> Watching:
        """Each change in the structure of `object`: an event `object.change` (object: the name; change:
        insert, update, delete, resize, move, dummy …; at: the key, index or attribute as ASCII text, cut to
        64 characters; before, after; slot, entry: of a hash table; file, code, line, offset, opcode of the
        instruction that made it; structure: dict, list, set …, in whose words it is told), between one `object.watch` (address, type, mode) and one `object.end`
        (reason: deallocated, stopped, exit, bound-anew). What can be watched: dict, OrderedDict, list, set,
        bytearray, str, deque, type (classes), generator, code, and instances of classes that keep
        attributes; TypeError for others. No reference is held. The mode is "watcher" where CPython announces
        changes (3.12+: dict, type), "eval-breaker" for code, else "instruction": compared after each.
        Include/cpython/dictobject.h, listobject.h and their neighbours."""
    def gil(self) -> Watching:
        """The global interpreter lock, and from 3.12 that of each interpreter that has its own: events
        `gil.wait` (it is taken: the thread begins to wait), `gil.request` (the interval has passed),
        `gil.take` (from: the thread that had it; handoff: whether the interpreter counts a switch),
        `gil.drop` (reason: request, blocking or ended; site: a number that `gil.site` explains),
        `gil.let_go` (site) and `gil.retake` (short for a drop for blocking and a take without hand-off, of
        the GIL that the thread took or dropped last), between `gil.start` and `gil.end` (switch_number, handoffs: the interpreter's count and ours).
        `gil.thread` gives the name of the thread. RuntimeError when the GIL is watched already.
        Python/ceval_gil.c (3.11: ceval_gil.h)."""
    def lines(self) -> Watching:
        """The lines that are executed from now on, in all threads: an event `line` (file, code, line)
        before each, as CPython's own trace functions (3.11) and tools (3.12+) see them."""
    def instructions(self) -> Watching:
        """The bytecode instructions that are executed from now on, in all threads: an event
        `instruction` (file, code, line, offset in bytes, opcode) before each. `opcode` is what
        dis.opname calls the unspecialised instruction. Python/ceval.c; sys.monitoring, PEP 669."""
    def locks(self, every: bool = False) -> Watching:
        """threading's Lock and RLock, and what is built on them: Condition, Semaphore, Event, Barrier,
        queue.Queue, Thread.join. Events: `lock.new` (lock: a number, name, type, file, code, line), once;
        `lock.wait` (lock, for: "acquire", "Queue.get", "Thread.join" …, forever, holder: its thread's
        number in the kernel, held_file, held_line, file, code, line) when a thread is about to block;
        `lock.acquire` (lock, for, outcome: acquired, timeout, interrupted, busy, waited_ns, file, code,
        line) when it goes on; `lock.release` (lock, own, waiters, file, code, line) where somebody waits;
        `lock.total` at the end. With `every` the last two for each call. A cycle of threads that wait
        for each other without a limit of time: `deadlock.edge` for each of them, `deadlock.also`,
        `deadlock`, and a line on stderr, 0.1 s after it formed where only the holders can release, 0.3 s
        after the last thread blocked otherwise. No lock is kept alive. RuntimeError when locks are
        watched already. Modules/_threadmodule.c, Lib/threading.py."""
    def name(self, name: str) -> Watching:
        """A name of __main__, 'cache' or 'cache.data': an event `name.bound` (name, address, type, file,
        code, line, offset, opcode) when it refers to an object already, and each time an instruction
        makes it refer to another. What a property computes is no object that has the name. Raises
        RuntimeError for what is no dotted name."""
    def tasks(self) -> Watching:
        """The loops of asyncio: `task.iteration` (loop, iteration, ready, scheduled) when _run_once begins,
        `task.select` (timeout_ns asked for, slept_ns), `task.step` and `task.step_end` around each handle
        that is run (task, 0 for other callbacks; name; the file and line where the coroutine goes on, and
        where it is suspended again or ends; waited_ns in the ready queue, late_ns of a timer; outcome;
        duration_ns), `task.new`, `task.done`, `task.executor`, `task.complaint`. asyncio may be imported
        later. Not seen are loops that are no BaseEventLoop, and the first step of an eager task (3.12+).
        RuntimeError when tasks are watched already. Lib/asyncio/base_events.py, Handle._run."""
    def refcount(self, object: Any, name: str, /, *, mode: str = "auto") -> Watching:
        """Every write of the object's ob_refcnt, as it happens: refcount.watch at first, then
        refcount.write (value, before, the place, and by a watchpoint the C function and the address
        of the instruction behind the write), at last refcount.end (reason: deallocated, stopped, exit).

        The watch holds no reference to the object and does not change its count: the reference by which
        this call received it is not counted, and its release not recorded. It ends with the write that
        takes the count to 0 for good; a finalizer that runs first is recorded too. Nothing that
        comes into the memory later is written under this name.

        mode "hardware": a watchpoint of the processor (perf_event_open, x86-64), on all threads and in
        children after fork. Each write that a thread's user code makes is one event, on that thread and in
        order, unless the thread has blocked SIGTRAP: then several may be one, without a place, and a
        notice says so. Four objects at a time; for a fifth RuntimeError names the four. `function` is
        absent where no ELF symbol covers the instruction (a static function of a stripped library).
        SIGTRAP leads to the lab from the first watch on; a handler that the program sets gets the traps
        that are not the lab's.
        mode "instruction": the count is compared after each bytecode instruction, of all threads.
        Writes that cancel out within one instruction are not seen (a call of a C function that keeps
        nothing is one instruction), nor an object of the same type that takes the dead one's place
        within that same instruction.
        mode "auto": hardware; where the kernel refuses it, instruction. `mode` of the result and the log
        say which. LAB_REFCOUNT_MODE in the environment chooses for calls with "auto".

        The value after an instruction is the same in both modes. How many writes lead there is CPython's:
        Include/object.h (3.14: Include/refcount.h), Py_INCREF and Py_DECREF. 3.11 writes for every
        object. From 3.12 immortal objects (None, small ints, PEP 683) are not written: the watch says
        so and has no events. From 3.14 a local is often lent to the stack without a write.
        Raises TypeError and ValueError for other arguments, RuntimeError where nothing can be watched."""

watch: Watcher
