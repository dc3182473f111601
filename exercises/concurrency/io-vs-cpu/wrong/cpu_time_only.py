# fails: what sha256 of 64 MB is
"""Busy is busy: whether the GIL was held meanwhile is not asked."""

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor


def classify(work):
    wall, cpu = time.perf_counter(), time.thread_time()
    work()
    cpu, wall = time.thread_time() - cpu, time.perf_counter() - wall
    return "waiting" if cpu < 0.1 * wall else "gil-cpu"


def run_all(jobs):
    heavy = [number for number, (kind, _) in enumerate(jobs) if kind == "gil-cpu"]
    futures = {}
    # The processes first: a process forks best while it has one thread.
    processes = ProcessPoolExecutor(len(heavy) or 1, multiprocessing.get_context("fork"))
    with processes, ThreadPoolExecutor(len(jobs)) as threads:
        for number in heavy:
            futures[number] = processes.submit(jobs[number][1])
        for number, (_, work) in enumerate(jobs):
            if number not in futures:
                futures[number] = threads.submit(work)
        return [futures[number].result() for number in range(len(jobs))]
