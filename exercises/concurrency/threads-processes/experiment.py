"""What do two threads share, and what do two processes?"""

import gc
import mmap
import os
import struct
import threading
import time

import lab

observe = lab.observe
N = 20_000_000

# All in the oldest generation, as the data of a server that has been up for a while.
data = [[number] for number in range(200_000)]
gc.collect()


def private_dirty():
    """KiB of memory that this process has written to and shares with no other."""
    with open("/proc/self/smaps_rollup") as file:
        for line in file:
            if line.startswith("Private_Dirty:"):
                return int(line.split()[1])


def in_child(work, fork_with=None):
    """What `work` returns in a forked child: a whole number."""
    ready, done = os.pipe()

    def report():
        os.write(done, struct.pack("q", work()))

    if fork_with is not None:
        fork_with(report)
    else:
        pid = os.fork()
        if pid == 0:
            try:
                report()
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
    os.close(done)
    with open(ready, "rb") as pipe:
        answer = pipe.read()
    return struct.unpack("q", answer)[0] if len(answer) == 8 else None


def dirtied(work):
    """KiB that `work` takes away from what the child shares with its parent."""

    def measured():
        private_dirty()
        before = private_dirty()
        work()
        return private_dirty() - before

    return measured


def iterate():
    for _ in data:
        pass


written = ["by nobody"]


def write():
    written[0] = "by the other"
    return 0


def seen_after(run):
    written[0] = "by nobody"
    run(write)
    return written[0]


def in_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def beats_during_a_sum(start):
    """How often another one comes round while one C call holds our GIL. Both write into shared memory."""
    with mmap.mmap(-1, 16) as shared:
        words = memoryview(shared).cast("q")

        def beat():
            while not words[1]:
                words[0] += 1
                time.sleep(0.001)

        wait = start(beat)
        while words[0] == 0:
            time.sleep(0)
        before = words[0]
        sum(range(N))
        beats = words[0] - before
        words[1] = 1
        wait()
        words.release()
    return beats


def as_thread(work):
    thread = threading.Thread(target=work)
    thread.start()
    return thread.join


def as_process(work):
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    return lambda: os.waitpid(pid, 0)


def permanent():
    (generation,) = [g for g in lab.gc.generations() if g["index"] == -1]
    return generation["length"]


def frozen(count):
    def freeze_and_count():
        gc.freeze()
        return count()

    return in_child(freeze_and_count)


def demonstrations():
    observe("frozen", frozen(permanent))
    observe("frozen as the interpreter counts", frozen(gc.get_freeze_count))
    observe("seen", {"a thread wrote": seen_after(in_thread), "a process wrote": seen_after(in_child)})
    observe("dirtied", {
        "nothing": in_child(dirtied(lambda: None)),
        "a loop over data": in_child(dirtied(iterate)),
        "gc.collect()": in_child(dirtied(gc.collect)),
    })
    observe("beats", {"thread": beats_during_a_sum(as_thread), "process": beats_during_a_sum(as_process)})
    inside, out = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: (inside.set(), out.wait()))
    thread.start()
    inside.wait()
    threads = lab.gil.threads()
    out.set()
    thread.join()
    observe("threads", len({one["thread_id"] for one in threads}))
    observe("interpreters", len({one["interpreter"] for one in threads}))


def scenes(prefork):
    observe("dirtied by a collection", in_child(dirtied(gc.collect), prefork))
    observe("frozen in the child", in_child(permanent, prefork))
    observe("frozen after", permanent())
    observe("collector on", gc.isenabled())
    observe("seen by the parent", seen_after(prefork))
    observe("children left", children())


def children():
    """Whether anybody is left to wait for."""
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return 0
    return 1


demonstrations()

import answer  # noqa: E402 - after the demonstrations, so that it cannot disturb them

scenes(answer.prefork)
