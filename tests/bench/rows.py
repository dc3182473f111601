"""What scripts/bench measures: one function a topic, in ROWS by its name. It returns figures.

A new measurement is a function here, with its target, and an entry in ROWS.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import gil_rows
import grading_rows
import view_rows
from measure import Figure, at_least_faster, at_most_ratio, in_turn, json_of, seconds_of

HERE = Path(__file__).resolve().parent


@dataclass
class Place:
    """Where the programs are, and how often to measure."""

    bin: Path  # lab, the hosts, the programs of tests/bench
    host: str  # the default host
    python: str  # the interpreter that it was built for
    rounds: int

    @property
    def embedding(self):
        """The smallest program around the same libpython (embed.c)."""
        return str(self.bin / "lab_bench_embed")

    def lab(self, *words):
        return [str(self.bin / "lab"), *words]


def start(place):
    """A whole process that does nothing: what `lab run` adds to Python's own start."""
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "empty.py"
        empty.touch()
        figures = []
        for name, program in (("python3", place.python), ("bare libpython", place.embedding)):
            sides = in_turn(
                2 * place.rounds + 1,
                lambda: seconds_of(place.lab("run", str(empty))),
                lambda program=program: seconds_of([program, str(empty)]),
            )
            lab, other = (1000 * seconds for seconds in sides.medians())
            figures.append(at_most_ratio(f"lab run empty.py / {name} empty.py", "ms", lab, other, 1.25))
    return figures


def append(place):
    """A record of 32 bytes, against the reading of the clock that it contains."""
    with tempfile.TemporaryDirectory() as folder:
        got = json_of([str(place.bin / "lab_bench_append"), folder])
    beyond = got["append_ns"] - got["clock_ns"]
    written, read = got["two_threads_written"], got["two_threads_read"]
    return [
        Figure("append 32 bytes, beyond the clock", "ns", got["append_ns"], got["clock_ns"],
               "at most 30 ns more", beyond, beyond <= 30),
        Figure("records of two threads, read / written", "", read, written,
               "none lost", read / written, read == written),
    ]


def census(place):
    """A million objects counted by type, inside the host: in C, in Python, and the bare walk."""
    got = json_of(place.lab("run", str(HERE / "census.py")))
    note = f"{got['objects']:,} objects"
    return [
        at_least_faster("census / Counter(map(type, gc.get_objects()))", "ms",
                        got["census_ms"], got["counter_ms"], 8, note),
        at_most_ratio("census / bare walk of the lists", "ms", got["census_ms"], got["walk_ms"], 1.5, note),
    ]


def gc_watch(place):
    """Scripts that keep the collector busy, watched and not in turn, inside one process."""
    figures = []
    for name, words in (("small collections", []), ("a million objects stay", ["--", "long-lived"])):
        got = json_of(place.lab("run", "--watch", "gc", str(HERE / "gc_watch.py"), *words))
        figures.append(at_most_ratio(f"GC watching on / off, {name}", "ms", got["on_ms"], got["off_ms"], 1.05))
    return figures


def unwatched(place):
    """Five programs in the host with nothing watched, against python3 and against the same libpython."""
    figures = []
    for program in sorted((HERE / "programs").glob("*.py")):
        words = [str(HERE / "timed.py"), str(program)]
        for name, other in (("python3", place.python), ("bare libpython", place.embedding)):
            sides = in_turn(place.rounds, lambda: json_of([place.host, *words])["ms"],
                            lambda other=other: json_of([other, *words])["ms"])
            figures.append(at_most_ratio(f"nothing watched, {program.stem}: host / {name}", "ms",
                                         *sides.medians(), 1.02))
    return figures


def execution(place):
    """Every instruction seen, in turn by the lab and by a Python trace function, inside one process."""
    got = json_of(place.lab("run", str(HERE / "execution.py")))
    note = f"{got['instructions']:,} instructions, beyond the bare run"
    settrace = got["settrace_ns"]
    return [
        at_least_faster("an instruction: one object compared / sys.settrace that counts", "ns",
                        got["compare_ns"], settrace, 4, note),
        at_least_faster("an instruction: an event written / sys.settrace that counts", "ns",
                        got["write_ns"], settrace, 1, note),
    ]


def alloc_watch(place):
    """A script that does little else than allocate: watched, bare and under tracemalloc, in turn."""
    got = json_of(place.lab("run", str(HERE / "alloc_watch.py")))
    return [
        at_most_ratio("allocation watching on / off", "ms", got["on_ms"], got["off_ms"], 2.0),
        at_most_ratio("allocation watching / tracemalloc, one frame", "ms",
                      got["on_ms"], got["tracemalloc_ms"], 1.0),
    ]


def dict_snapshot(place):
    """The copy that a watched dict is compared with, against reading the dict's memory once."""
    got = json_of(place.lab("run", str(HERE / "dict_snapshot.py")))
    return [at_most_ratio("snapshot of a dict / reading it once", "ms", got["snapshot_ms"], got["read_ms"], 3,
                          f"{got['entries']:,} entries, {got['bytes'] / 1e6:.0f} MB")]


ROWS = {
    "start": start,
    "append": append,
    "census": census,
    "gc-watch": gc_watch,
    "unwatched": unwatched,
    "execution": execution,
    "alloc-watch": alloc_watch,
    "dict-snapshot": dict_snapshot,
    **gil_rows.ROWS,
    **grading_rows.ROWS,
    **view_rows.ROWS,
}
