# fails: results in the order of the jobs
"""Gives the results back in the order in which they come."""

import multiprocessing
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed

import lab


def classify(work):
    wall, cpu = time.perf_counter(), time.thread_time()
    with lab.gil.sampling() as samples:
        work()
    cpu, wall = time.thread_time() - cpu, time.perf_counter() - wall
    if cpu < 0.1 * wall:
        return "waiting"
    return "gil-cpu" if samples.share(threading.get_ident()) > 0.5 else "native-cpu"


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
        return [future.result() for future in as_completed(futures.values())]
