"""What scripts/bench measures of the GIL's ledger; the work is in gil.py."""

import struct
import tempfile
from pathlib import Path

from measure import Figure, at_most_ratio, in_turn, json_of

SCRIPT = str(Path(__file__).resolve().with_name("gil.py"))
LOST_RECORDS = 192  # its offset in a log: lab/record/FORMAT.md
MOST_BYTES = 500e6


def run(place, mode, *options):
    return json_of(place.lab("run", "--limits", "wall=none,cpu=none,memory=none", *options, SCRIPT, "--", mode))


def ledger(place):
    """The ledger kept and not, in turn inside one process; and what is left behind when it has ended."""
    cpu, reads = run(place, "cpu"), run(place, "reads")
    events = reads["events"]
    on, off = (1e6 * reads[side] / events for side in ("on_ms", "off_ms"))
    sides = in_turn(place.rounds, lambda: run(place, "after")["ms"], lambda: run(place, "never")["ms"])
    return [
        at_most_ratio("GIL ledger on / off, two threads that compute", "ms", cpu["on_ms"], cpu["off_ms"], 1.03),
        at_most_ratio("GIL ledger on / off, 100,000 os.read", "ms", reads["on_ms"], reads["off_ms"], 1.20),
        Figure("a GIL event, beyond the lock itself", "ns", on, off, "at most 60 ns more", on - off, on - off <= 60,
               f"{events:,.0f} events"),
        at_most_ratio("os.read: the ledger has ended / never was", "ms", *sides.medians(), 1.02),
    ]


def many_threads(place):
    """500 threads for ten seconds: every event is in the log, which stays small."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "threads.lablog"
        got = run(place, "threads", "--log", str(log))
        with open(log, "rb") as file:
            (lost,) = struct.unpack_from("=Q", file.read(4096), LOST_RECORDS)
        size = log.stat().st_size
    note = f"{got['events']:,} events, {got['switches']:,} hand-offs"
    kept = got["events"] - lost
    return [
        Figure("500 threads, 10 s: events kept / written", "", kept, got["events"], "none lost",
               kept / got["events"], lost == 0, note),
        Figure("500 threads, 10 s: the log", "MB", size / 1e6, MOST_BYTES / 1e6, "at most 500 MB",
               size / MOST_BYTES, size < MOST_BYTES, note),
    ]


ROWS = {"gil-ledger": ledger, "gil-threads": many_threads}
