# fails: what sleep is
# fails: what recv is
"""Whoever does not hold the GIL computes without it: sleeping counts as work."""

import multiprocessing
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import lab


def classify(work):
    with lab.gil.sampling() as samples:
        work()
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
        return [futures[number].result() for number in range(len(jobs))]
