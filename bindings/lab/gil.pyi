"""The GIL: struct _gil_runtime_state, Include/internal/pycore_gil.h, Python/ceval_gil.c (3.11:
ceval_gil.h). From 3.12 an interpreter may have one of its own (PEP 684): these look at that of the
caller's interpreter.
"""

from typing import Any

from . import Absent

def state() -> dict[str, Any]:
    """The GIL as it stands: {"locked", "last_holder": native id of the thread that has it or had it last,
    None when that thread is gone, "switch_number", "interval_us": microseconds that a waiter waits before
    it asks the holder to let go (sys.getswitchinterval()), "drop_request": whether somebody has asked the
    caller to (3.11, 3.12: whichever thread of the interpreter runs; from 3.13 a bit of the thread's
    eval_breaker), "address"}. Who calls from Python holds the GIL: sampling() looks from outside.
    """

def switch_number() -> int:
    """How often the GIL was taken by another thread than the one that had it before, since the start, as
    the interpreter itself counts it: gil->switch_number. A thread that lets go and takes it again, with
    nobody in between, adds nothing.
    """

def threads() -> list[dict[str, Any]]:
    """The thread states of all interpreters, the newest of each first: {"thread_id":
    threading.get_ident(), "native_thread_id", "name": threading's, None of a thread that threading does
    not know, "holds": whether it holds its interpreter's GIL, "interpreter": number, 0 for the main one}.
    The ids are 0 of a thread that has not begun to run (3.12+). Include/cpython/pystate.h, struct _ts.
    """

class Sampling:
    """Looks at the GIL at a fixed pace: what sampling() returns. As a context manager it samples until the
    end of the block, once. A forked child keeps the counts of the moment of the fork.
    """

    samples: int
    missed: int
    interval_us: int
    def share(self, ident: int | None = None) -> float | Absent:
        """The fraction of the samples, 0.0 to 1.0, in which that thread held the GIL; without `ident` in
        which any did. `ident` is a threading.get_ident() (given again to a later thread when this one
        has ended) or a native id; a thread that was never seen has 0.0. Absent when there is no sample.
        Of more than 4096 threads the later ones are counted in share() only.
        """
    def stop(self) -> None: ...
    def __enter__(self) -> Sampling: ...
    def __exit__(self, *exception: object) -> None: ...

def sampling(interval_us: int = 200) -> Sampling:
    """A context manager: a native thread that never takes the GIL and runs no Python looks who holds it,
    every `interval_us` microseconds (20 to 100000, else ValueError), until the end of the block.

        with lab.gil.sampling() as samples: work()
        samples.share(), samples.share(thread.ident), samples.samples

    A sample that comes late, because the machine was busy, is taken late; those that were due meanwhile
    are counted in `missed`.
    """
