"""Run by a host with a log: the snapshot of a dict of a million entries, against reading its memory once.

lab.watch takes the snapshot; another object is watched already, so that the stream of instructions is
there before and after. wmemchr looks through the same memory for a number that is not in it: it reads
every byte once and writes none. Of the first two rounds, in which the system has to give the memory for
the copy, nothing is counted. Prints one line of JSON.
"""

import ctypes
import json
import statistics
import sys
import time

import lab

ENTRIES = 1_000_000
ROUNDS = 9
ABSENT = 0x5BADF00D  # as a wchar_t: no index is as large, no half of a pointer is likely to be it

libc = ctypes.CDLL(None)
libc.wmemchr.restype = ctypes.c_void_p
libc.wmemchr.argtypes = [ctypes.c_void_p, ctypes.c_int32, ctypes.c_size_t]


def milliseconds(work):
    start = time.perf_counter()
    result = work()
    return 1000 * (time.perf_counter() - start), result


def main():
    big = {str(number): None for number in range(ENTRIES)}
    layout = lab.dict.layout(big)
    # The head, dk_indices, and the entries in use: what a snapshot has to read.
    size = 32 + (1 << layout["log2_index_bytes"]) + 16 * layout["nentries"]
    samples = {"snapshot_ms": [], "read_ms": []}
    with lab.watch([], "small"):
        for _ in range(ROUNDS):
            took, found = milliseconds(lambda: libc.wmemchr(layout["keys"], ABSENT, size // 4))
            assert found is None
            samples["read_ms"].append(took)
            took, watching = milliseconds(lambda: lab.watch(big, "big"))
            watching.stop()
            samples["snapshot_ms"].append(took)
    print(json.dumps({"entries": len(big), "bytes": size, "python": sys.version.split()[0],
                      **{name: statistics.median(times[2:]) for name, times in samples.items()}}))


main()
