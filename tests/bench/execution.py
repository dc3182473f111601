"""Run by a host: what it costs to see every instruction. Prints nanoseconds of the processor an
instruction, beyond the bare run, as one line of JSON.

    compare_ns    the lab, watching one name: after each instruction one object is compared
    write_ns      the lab, writing an event for each instruction
    settrace_ns   a Python function for sys.settrace with opcode events that only counts

All are taken in turn in one process over the same function.
"""

import json
import statistics
import sys
import time

import lab

ROUNDS = 9
TURNS = 2000


class Box:
    pass


box = Box()
box.content = None


def work(turns):
    total = 0
    for i in range(turns):
        total += i & 7
        if total > 1000:
            total -= 1000
    return total


class Counting:
    """Counts the instructions that `work` executes, as a debugger in Python would see them."""

    instructions = 0

    def globally(self, frame, event, argument):
        frame.f_trace = self.locally  # 3.13 looks whether it has one when the next line is executed
        frame.f_trace_opcodes = True
        return self.locally

    def locally(self, frame, event, argument):
        if event == "opcode":
            self.instructions += 1
        return self.locally


def set_counting(counter):
    # 3.12 looks, while sys.settrace runs, whether any frame wants opcode events: so one has to already.
    sys._getframe().f_trace_opcodes = True
    sys.settrace(counter.globally)


def nanoseconds(turns):
    start = time.thread_time_ns()
    work(turns)
    return time.thread_time_ns() - start


def bare():
    return nanoseconds(TURNS)


# From 3.12 on a global is followed by a dict watcher, without the stream; an attribute is looked up.
COMPARED = "box" if sys.version_info < (3, 12) else "box.content"


def comparing():
    with lab.watch.name(COMPARED):
        return nanoseconds(TURNS)


def writing():
    with lab.watch.instructions():
        return nanoseconds(TURNS)


def counting():
    set_counting(Counting())
    try:
        return nanoseconds(TURNS)
    finally:
        sys.settrace(None)


def count_instructions():
    counter = Counting()
    set_counting(counter)
    work(TURNS)
    sys.settrace(None)
    assert counter.instructions > 10 * TURNS, counter.instructions
    return counter.instructions


def main():
    instructions = count_instructions()
    ways = {"bare": bare, "compare": comparing, "write": writing, "settrace": counting}
    samples = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            samples[name].append(way() / instructions)
    medians = {name: statistics.median(taken) for name, taken in samples.items()}
    beyond = {f"{name}_ns": medians[name] - medians["bare"] for name in ways if name != "bare"}
    print(json.dumps({"instructions": instructions, "bare_ns": medians["bare"], **beyond}))


main()
