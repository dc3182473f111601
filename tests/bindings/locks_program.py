"""Runs a program with its locks watched, to its end or until a deadlock is told."""

import os
import signal
import subprocess
import threading

import lablog
from driver import HOST, of_kind
from watched_program import WatchedTest

# Two threads that take A and B in turn: `take` says how.
TWO = """
import threading
A = {make}
B = {make}
both = threading.Barrier(2)
def one():
    with A:                      # one holds A
        both.wait()
        with B: pass             # one wants B
def two():
    with B:                      # two holds B
        both.wait()
        with A: pass             # two wants A
threads = [threading.Thread(target=f, name=f.__name__, daemon=True) for f in (one, two)]
for t in threads: t.start()
for t in threads: t.join()       # joins
"""


def line_of(code, mark):
    (line,) = [number for number, text in enumerate(code.splitlines(), 1) if text.endswith("# " + mark)]
    return line


class LocksTest(WatchedTest):
    def until_deadlock(self, code, end=signal.SIGKILL):
        """The events of a program that is ended when it has told a deadlock; its stderr is in self."""
        lablog.create(self.log)
        self.program = str(self.write("program.py", code))
        environment = self.environment(LAB_LOG=self.log, LAB_WATCH="locks")
        process = subprocess.Popen([HOST, self.program], cwd=self.folder, env=environment, text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, start_new_session=True)
        alarm = threading.Timer(100, os.killpg, (process.pid, signal.SIGKILL))
        alarm.start()
        try:
            self.said = []
            for line in process.stderr:
                self.said.append(line)
                if line.startswith("lab: deadlock: "):
                    os.killpg(process.pid, end)
                    break
            self.said += process.stderr.readlines()
            self.status = process.wait()
        finally:
            alarm.cancel()
            process.stderr.close()
        return of_kind(lablog.read(self.log), "event")

    def cycle(self, events):
        """(thread, holds, line of that, wants, line of that) for each thread of the only cycle."""
        (told,) = self.named(events, "deadlock")
        edges = self.named(events, "deadlock.edge")
        self.assertEqual([e["at"] for e in edges], list(range(told["threads"])), self.said)
        return [(e["thread"], e["holds"], e["held_line"], e["wants"], e["line"]) for e in edges]

    def total(self, events, name):
        (total,) = [e for e in self.named(events, "lock.total") if e["name"] == name]
        return total
