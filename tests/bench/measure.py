"""How scripts/bench measures: two commands in turn, medians, a ratio. Nothing here knows the lab.

Times of one machine mean little alone; what stands is the ratio of two medians taken in one run, the
two sides alternating, so that both meet the same noise.
"""

import json
import os
import statistics
import subprocess
import time
from dataclasses import dataclass, field


class CannotMeasure(Exception):
    """Why a row has no figures here; a sentence for the reader."""


@dataclass
class Figure:
    """One line of the table: what was compared, and whether it is within its target."""

    name: str
    unit: str
    lab: float
    other: float
    target: str
    value: float  # the ratio, or the difference, that the target speaks of
    met: bool
    note: str = ""


def at_most_ratio(name, unit, lab, other, most, note=""):
    value = lab / other
    return Figure(name, unit, lab, other, f"at most {most:g} ×", value, value <= most, note)


def at_least_faster(name, unit, lab, other, least, note=""):
    value = other / lab
    return Figure(name, unit, lab, other, f"at least {least:g} × faster", value, value >= least, note)


@dataclass
class Sides:
    """The samples of two sides that were taken in turn."""

    lab: list = field(default_factory=list)
    other: list = field(default_factory=list)

    def medians(self):
        return statistics.median(self.lab), statistics.median(self.other)


def in_turn(rounds, lab, other):
    """Calls both `rounds` times, the first one changing each round, after one call each that is not
    counted. Each returns its own sample."""
    sides = Sides()
    lab(), other()
    for number in range(rounds):
        for side in ("lab", "other") if number % 2 == 0 else ("other", "lab"):
            getattr(sides, side).append((lab if side == "lab" else other)())
    return sides


def seconds_of(command, environment=None):
    """The wall time of a whole process, from before its start until it was waited for."""
    start = time.perf_counter()
    with open(os.devnull, "r+b") as null:
        done = subprocess.run(command, stdin=null, stdout=null, stderr=subprocess.PIPE, env=environment)
    elapsed = time.perf_counter() - start
    if done.returncode != 0:
        raise CannotMeasure(f"{command[0]} ended with {done.returncode}: {last_line(done.stderr)}")
    return elapsed


def json_of(command, environment=None):
    """The JSON that a command prints as its last line."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=environment)
    if done.returncode != 0:
        raise CannotMeasure(f"{command[0]} ended with {done.returncode}: {last_line(done.stderr)}")
    return json.loads(done.stdout.decode().strip().splitlines()[-1])


def last_line(text):
    lines = text.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"
