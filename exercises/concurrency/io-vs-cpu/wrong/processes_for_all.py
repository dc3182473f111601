# fails: jobs that ran in another process
# fails: processes started
# fails: processes started when all of them wait
"""A process for each: what only waits, or lets go of the GIL, gets one too."""

import multiprocessing
import threading
import time
from concurrent.futures import ProcessPoolExecutor

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
    with ProcessPoolExecutor(len(jobs), multiprocessing.get_context("fork")) as processes:
        return [future.result() for future in [processes.submit(work) for _, work in jobs]]
