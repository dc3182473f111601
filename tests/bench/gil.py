"""Run by a host: what the ledger of the GIL costs. Prints one line of JSON, times in milliseconds of the
processor (of all threads: on a busy machine the clock on the wall says nothing).

    gil.py cpu        two threads that compute, in turn with the ledger and without
    gil.py reads      100,000 times os.read(fd, 1) from /dev/zero, each of which lets go of the GIL and takes
                      it again, in turn with the ledger and without
    gil.py after      the same reads, when a ledger has been kept and has ended
    gil.py never      the same reads, when there was none
    gil.py threads    500 threads for ten seconds that compute, read and sleep, with the ledger
"""

import json
import os
import statistics
import sys
import threading
import time

import lab

ROUNDS = 25
READS = 100_000
THREADS, SECONDS = 500, 10


def compute():
    total = 0
    for number in range(400_000):
        total += number & 3
    return total


def two_threads():
    threads = [threading.Thread(target=compute) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def reads(read=os.read):
    file = os.open("/dev/zero", os.O_RDONLY)
    for _ in range(READS):
        read(file, 1)
    os.close(file)


def milliseconds(work):
    start = time.process_time()
    work()
    return 1000 * (time.process_time() - start)


def in_turn(work):
    """Medians with the ledger and without, and the events of one round."""
    samples = {"on_ms": [], "off_ms": []}
    events = []
    work()
    for number in range(ROUNDS):
        for side in sorted(samples, reverse=number % 2 == 0):
            if side == "off_ms":
                samples[side].append(milliseconds(work))
                continue
            with lab.watch.gil() as watching:
                samples[side].append(milliseconds(work))
            events.append(watching.events)
    medians = {side: statistics.median(times) for side, times in samples.items()}
    return {**medians, "events": statistics.median(events)}


def alone():
    reads()
    return {"ms": statistics.median(milliseconds(reads) for _ in range(9))}


def after():
    with lab.watch.gil():
        reads()
    return alone()


def busy(until, file):
    while time.monotonic() < until:
        sum(range(500))
        os.read(file, 1)
        time.sleep(0)


def many_threads():
    file = os.open("/dev/zero", os.O_RDONLY)
    switches = lab.gil.switch_number()
    with lab.watch.gil() as watching:
        until = time.monotonic() + SECONDS
        threads = [threading.Thread(target=busy, args=(until, file)) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return {"events": watching.events, "switches": lab.gil.switch_number() - switches}


MODES = {
    "cpu": lambda: in_turn(two_threads),
    "reads": lambda: in_turn(reads),
    "after": after,
    "never": alone,
    "threads": many_threads,
}
print(json.dumps(MODES[sys.argv[1]]()))
