"""What grading costs: submissions a second, the front's memory, what isolation adds to a run."""

import os
import subprocess
import tempfile
from pathlib import Path

from measure import CannotMeasure, Figure, at_least_faster, in_turn, json_of, seconds_of

EXERCISES = Path(__file__).resolve().parent / "exercises"
ANSWER = (EXERCISES / "small" / "one" / "answer.py").read_text()


def hand_in(folder, count):
    for number in range(count):
        (folder / f"s{number:04}").mkdir(parents=True)
        (folder / f"s{number:04}" / "one.py").write_text(ANSWER)


def environment(folder):
    return dict(os.environ, LAB_EXERCISES=str(EXERCISES), XDG_CACHE_HOME=str(folder))


def grading(place):
    """200 trivial submissions: what `lab grade` takes, and `python3` started on each of them."""
    count, cores = 200, len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        hand_in(folder / "all", count)
        graded = place.lab("grade", str(folder / "all"), "-j", str(cores))
        one_by_one = ["sh", "-c", f'for f in "$1"/*/one.py; do {place.python} "$f"; done', "sh", str(folder / "all")]
        at_once = ["sh", "-c", f'printf "%s\\0" "$1"/*/one.py | xargs -0 -n 1 -P {cores} {place.python}', "sh",
                   str(folder / "all")]
        figures = []
        for words, other, least in (("one after the other", one_by_one, 5), (f"{cores} at a time", at_once, 2.5)):
            sides = in_turn(max(3, place.rounds // 3), lambda: seconds_of(graded, environment(folder)),
                            lambda other=other: seconds_of(other))
            lab, python = (count / seconds for seconds in sides.medians())
            figures.append(at_least_faster(f"submissions a second, -j {cores} / python3 on each, {words}", "ms each",
                                           1000 / lab, 1000 / python, least, "isolated"))
        return figures


def grading_memory(place):
    """1,000 submissions: the most memory that a process of `lab grade` had, the front among them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        peaks = []
        for count in 100, 1000:
            hand_in(folder / str(count), count)
            process = subprocess.Popen(place.lab("grade", str(folder / str(count)), "-j", "2"), env=environment(folder),
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                raise CannotMeasure(f"lab grade ended with {process.returncode}")
            peaks.append(usage.ru_maxrss / 1024)
    few, many = peaks
    return [Figure("memory of lab grade, 1,000 / 100 submissions", "MiB", many, few, "below 100 MiB", many, many < 100)]


def isolation(place):
    """/bin/true under supervision, isolated and not, in turn."""
    got = json_of([str(place.bin / "lab_bench_isolation")])
    more = got["isolated_ms"] - got["bare_ms"]
    return [Figure("a run isolated / not isolated", "ms", got["isolated_ms"], got["bare_ms"], "at most 3 ms more", more,
                   more <= 3)]


ROWS = {"grading": grading, "grading-memory": grading_memory, "isolation": isolation}
