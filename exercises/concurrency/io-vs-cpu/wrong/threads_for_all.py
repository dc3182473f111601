# fails: jobs that ran in another process
"""Threads for all: the two loops share one GIL, and take as long as one after the other."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

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
    with ThreadPoolExecutor(len(jobs)) as threads:
        return [future.result() for future in [threads.submit(work) for _, work in jobs]]
