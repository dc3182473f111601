"""Who holds the GIL, and for how long does it let nobody else in?"""

import hashlib
import os
import sys
import threading
import time

import lab

observe = lab.observe
N = 10_000_000


def holders():
    return sum(thread["holds"] for thread in lab.gil.threads())


def switches(work):
    before = lab.gil.switch_number()
    work()
    return lab.gil.switch_number() - before


def spin(seconds=0.0, steps=0):
    end = time.monotonic() + seconds
    while time.monotonic() < end or steps > 0:
        steps -= 1


def in_threads(count, work):
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def two_spinners(interval):
    """How often the GIL changes hands while two threads want it for 150 ms."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(interval)
    try:
        return switches(lambda: in_threads(2, lambda: spin(0.15)))
    finally:
        sys.setswitchinterval(before)


def holders_of_two_interpreters():
    """The most threads that hold a GIL at one moment, one of them in an interpreter of its own."""
    if sys.version_info >= (3, 13):
        import _interpreters as interpreters
    else:
        import _xxsubinterpreters as interpreters
    ready, started = os.pipe()
    code = (
        f"import os, time; os.write({started}, b'x'); end = time.monotonic() + 0.2\n"
        "while time.monotonic() < end: pass"
    )
    other = interpreters.create()
    thread = threading.Thread(target=interpreters.run_string, args=(other, code))
    thread.start()
    os.read(ready, 1)
    most = holders()
    while thread.is_alive():
        most = max(most, holders())
        # In 3.11 a waiter asks the threads of its own interpreter only: let go without being asked.
        time.sleep(0)
    thread.join()
    interpreters.destroy(other)
    return most


class Heartbeat:
    """A thread that wants the GIL every millisecond. `longest` is the longest time between two beats, as a
    share of the time that the work took."""

    def __init__(self):
        self.beating = threading.Event()
        self.stopped = False
        self.times = []

    def beat(self):
        while not self.stopped:
            self.times.append(time.perf_counter())
            self.beating.set()
            time.sleep(0.001)

    def during(self, work):
        thread = threading.Thread(target=self.beat, name="heartbeat")
        thread.start()
        self.beating.wait()
        begin = time.perf_counter()
        result = work()
        end = time.perf_counter()
        self.stopped = True
        thread.join()
        times = [begin, *(t for t in self.times if begin < t < end), end]
        self.longest = max(b - a for a, b in zip(times, times[1:])) / (end - begin)
        return result


def longest_wait(work, best=min):
    """Of three tries, because the machine may keep the heartbeat waiting for reasons of its own."""
    shares = []
    for _ in range(3):
        heart = Heartbeat()
        heart.during(work)
        shares.append(heart.longest)
    return best(shares)


def lost_update():
    """Two threads add one each, in an order that is fixed: both read before either writes."""
    total, both_have_read = [0], threading.Barrier(2)

    def add():
        seen = total[0]
        both_have_read.wait()
        total[0] = seen + 1

    in_threads(2, add)
    return 2 - total[0]


def demonstrations():
    observe("holders", holders())
    observe("holders of two interpreters", holders_of_two_interpreters())
    observe("alone", switches(lambda: spin(steps=500_000)))
    observe("intervals", {f"{1000 * s:g} ms": two_spinners(s) for s in (0.0005, 0.005, 0.05)})
    observe("lost", lost_update())
    data = bytes(30_000_000)
    observe("longest wait", {
        "a loop in Python": longest_wait(lambda: spin(0.1)),
        "sum(range(n))": longest_wait(lambda: sum(range(N)), max),
        "sha256(data)": longest_wait(lambda: hashlib.sha256(data)),
    })


class Partner:
    """A thread that gives back each turn it is given."""

    def __init__(self):
        self.mine, self.yours = threading.Semaphore(0), threading.Semaphore(0)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while True:
            self.mine.acquire()
            self.yours.release()

    def play(self, turns=200):
        for _ in range(turns):
            self.mine.release()
            self.yours.acquire()


def scenes(answer):
    observe("sum", answer.polite_sum(N))
    observe("small sums", [answer.polite_sum(n) for n in (0, 1, 7, 100_003)])
    observe("polite wait", longest_wait(lambda: answer.polite_sum(N)))
    with lab.watch.gil():
        Heartbeat().during(lambda: (sum(range(N)), answer.polite_sum(N)))
    polite = Heartbeat()
    observe("polite hand-offs", switches(lambda: polite.during(lambda: answer.polite_sum(N))))
    observe("hand-offs alone", answer.handoffs(lambda: spin(steps=500_000)))
    partner = Partner()
    partner.play(1)
    counted = []
    observe("turns", switches(lambda: counted.append(answer.handoffs(partner.play))))
    observe("hand-offs of turns", counted[0])


demonstrations()

import answer  # noqa: E402 - after the demonstrations, so that it cannot disturb them

scenes(answer)
