"""What decides between threads and processes: the CPU, or the GIL?"""

import hashlib
import os
import socket
import threading
import time

import lab

observe = lab.observe
data = bytes(64_000_000)


def loop():
    total = 0
    for number in range(4_000_000):
        total += number & 3
    return total


def sha256():
    return hashlib.sha256(data).hexdigest()[:8]


def sleep():
    time.sleep(0.15)
    return "slept"


def receive():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        timer = threading.Timer(0.15, theirs.sendall, [b"here"])
        timer.start()
        try:
            return ours.recv(4).decode()
        finally:
            timer.join()


PROBES = {"a loop in Python": loop, "sha256 of 64 MB": sha256, "sleep": sleep, "recv": receive}


def measured(work):
    """What share of its time this thread held the GIL, and what share it was on a CPU."""
    wall, cpu = time.perf_counter(), time.thread_time()
    with lab.gil.sampling() as samples:
        work()
    cpu, wall = time.thread_time() - cpu, time.perf_counter() - wall
    return {"held the GIL": samples.share(threading.get_ident()), "on a CPU": cpu / wall}


def busiest(work):
    """Of three tries: the machine may have other work, so much that the sampler is never scheduled."""
    rows = [measured(work) for _ in range(3)]
    sampled = [row for row in rows if not isinstance(row["held the GIL"], lab.Absent)]
    return max(sampled or rows, key=lambda row: row["on a CPU"])


def demonstrations():
    rows = [{"work": name, **busiest(work)} for name, work in PROBES.items()]
    observe("measured", [{key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()}
                         for row in rows])
    for row in rows:
        observe(row.pop("work"), row)


forks = 0


def count_fork():
    global forks
    forks += 1


os.register_at_fork(after_in_parent=count_fork)


def where(value):
    """Which process and which thread do the work."""
    return value, os.getpid(), threading.get_ident()


class Job:
    """To be called anywhere: it can be pickled."""

    def __init__(self, value, work):
        self.value, self.work = value, work

    def __call__(self):
        self.work()
        return where(self.value)


def scenes(answer):
    observe("classes", {name: answer.classify(work) for name, work in PROBES.items()})
    jobs = [
        ("waiting", Job(0, sleep)),
        ("gil-cpu", Job(1, loop)),
        ("native-cpu", Job(2, sha256)),
        ("gil-cpu", Job(3, loop)),
        ("waiting", Job(4, sleep)),
    ]
    results = answer.run_all(jobs)
    observe("results", [value for value, _, _ in results])
    observe("in another process", [pid != os.getpid() for _, pid, _ in results])
    observe("processes started", forks)
    here = {thread for _, pid, thread in results if pid == os.getpid()}
    observe("threads used here", len(here - {threading.get_ident()}))
    before = forks
    light = [("waiting", Job(number, sleep)) for number in range(3)]
    observe("light results", [value for value, _, _ in answer.run_all(light)])
    observe("processes started for waiting only", forks - before)


demonstrations()

import answer  # noqa: E402 - after the demonstrations, so that it cannot disturb them

scenes(answer)
