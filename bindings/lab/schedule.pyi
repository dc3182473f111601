"""Forced schedules: the order in which threads pass named points.

Threads call `point(name)`; `order([...])` fixes who passes when, one thread at a time, so that a lost
update or a deadlock happens every time and a fix is proven:

    with lab.schedule.order(["a:read", "b:read", "a:write", "b:write"]) as s:
        ...                        # start the threads named a and b
        stuck = s.join(a, b)       # [] where both ended
    s.passed, s.impossible

A thread that is parked has released the GIL (Python/ceval_gil.c).
"""

from collections.abc import Iterable
from threading import Thread
from typing import Any

class Order:
    """An order of points, in force inside its `with`. See order()."""

    passed: list[str]
    impossible: list[dict[str, Any]]
    left: list[str]
    def __enter__(self) -> Order: ...
    def __exit__(self, *error: object) -> None: ...
    def join(self, *threads: Thread) -> list[str]:
        """Wait until each of the threads has ended, or all threads stand still: the names of those that
        have not ended. A deadlock of theirs is such a list; it does not end by itself, so make the
        threads daemons. Raises RuntimeError outside of the `with` and outside of the main thread.
        """

def order(points: Iterable[str], patience: float = 0.25) -> Order:
    """An Order for `with`: threads pass the points in this order, one thread at a time. What a thread does
    between two of its points is done before the next point is passed. A point may stand in it more than
    once. Points that it does not name are passed freely.

    The order gives way where it cannot be kept: every thread of Python is parked, has ended or has been
    asleep (in a lock, a read, a sleep) for `patience` seconds, or nobody has passed for 40 times as
    long. The entries up to the first one at which a thread is parked are then put into
    `Order.impossible`, as {"point", "parked": the points at which threads were parked, "waiting": the
    names of the threads that waited elsewhere}; who comes to one of them later passes at once.
    `Order.passed` lists the points in the order in which they were passed, `Order.left` those that
    nobody has passed.

    Raises ValueError for a patience that is not above 0 and up to 3600 s, and RuntimeError on entering
    a second order inside a first, or one for the second time. A forked child is in no order.
    """

def point(name: str, /) -> None:
    """Wait here until it is this point's turn in the order: `name`, or this thread's name, ":" and
    `name`. Returns at once where no order is in force or none of its entries is meant. Raises TypeError
    where the name is no str, and what a signal's handler raises while it waits.
    """
