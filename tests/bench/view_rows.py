"""What looking costs: how soon an event is seen, what it takes from the program, how soon a log opens."""

import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from measure import CannotMeasure, Figure, at_most_ratio, in_turn

LINES = "i = 0\nwhile i < %d:\n    i += 1\n"
TELLS = """
import time
for i in range(60):
    time.sleep(0.05)
    print(time.clock_gettime_ns(time.CLOCK_MONOTONIC), flush=True)
"""
BUSY = """
import time
begin = time.process_time()
squares = {}
for i in range(1_000_000):
    squares[i % 1000] = i * i
print(time.process_time() - begin)
"""

# As much work as following that log takes, about.
COMPANY = """
import time
while True:
    end = time.perf_counter() + 0.005
    while time.perf_counter() < end: pass
    time.sleep(0.005)
"""


class Viewer:
    """`lab replay LOG --web` or `lab watch FILE --web`, and what its server answers."""

    def __init__(self, command, folder):
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True, cwd=folder,
                                        env=dict(os.environ, XDG_CACHE_HOME=str(folder)))
        line = self.process.stdout.readline()
        if "http://" not in line:
            self.close()
            raise CannotMeasure(f"{' '.join(map(str, command))} printed no address")
        self.address = line.split()[-1]

    def run(self, known=None):
        tail = "" if known is None else f"?known={known['count']}&news={known['news']}"
        with urllib.request.urlopen(f"{self.address}api/run{tail}", timeout=60) as answer:
            return json.load(answer)

    def close(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        self.process.stdout.close()


def record(place, folder, source, watch, *words):
    (folder / "x.py").write_text(source)
    log = folder / "x.lablog"
    log.unlink(missing_ok=True)
    command = place.lab("run", "x.py", "--watch", watch, "--log", str(log), *words)
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise CannotMeasure(f"lab run ended with {done.returncode}: {done.stderr[-300:]}")
    return log, done.stdout


def opening(place):
    """A log of 10 million records, in the file system's cache: until all of it can be looked at."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log, _ = record(place, folder, LINES % 1_000_000, "instructions", "--log-size", "4G")

        def replay():
            begin = time.perf_counter()
            viewer = Viewer(place.lab("replay", str(log), "--web", "--no-open"), folder)
            run = viewer.run()
            while run["running"]:
                run = viewer.run(run)
            taken = time.perf_counter() - begin
            viewer.close()
            return taken, run["count"]

        samples = [replay() for _ in range(5)]
        count = samples[0][1]
        taken = statistics.median(seconds for seconds, _ in samples) * 10_000_000 / count
        begin = time.perf_counter()
        subprocess.run(place.lab("log", str(log)), stdout=subprocess.DEVNULL, check=True)
        printed = (time.perf_counter() - begin) * 10_000_000 / count
        return [Figure("10 million records: opened / printed by lab log", "s", taken, printed, "below 2 s", taken,
                       taken < 2, f"{count:,} records")]


def latency(place):
    """From the program's print to its text in an answer of the server, by one clock."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tells.py").write_text(TELLS)
        viewer = Viewer(place.lab("watch", "tells.py", "--web", "--no-open"), folder)
        delays, seen, run = [], 0, viewer.run()
        while run["result"] is None:
            run = viewer.run(run)
            now = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
            told = "".join(part["text"] for part in run["outputs"]).split("\n")[:-1]
            delays += [(now - int(text)) / 1e6 for text in told[seen:]]
            seen = len(told)
        viewer.close()
        if seen < 50:
            raise CannotMeasure(f"only {seen} of 60 prints were seen")
        middle, longest = statistics.median(delays), max(delays)
        return [Figure("an event in the page: longest / median delay", "ms", longest, middle, "below 100 ms", longest,
                       longest < 100)]


def follow(viewer):
    """Asks for what is new until the program has ended, as the page does."""
    run = viewer.run()
    while run["running"]:
        run = viewer.run(run)


def cost(place):
    """The processor time of a watched script: with somebody who follows its log, with nobody, and with
    a program that reads nothing on the other core. Where cores share a cache or a clock, or are a
    virtual machine's, any company costs, and the last tells how much."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        log = folder / "x.lablog"

        def alone():
            return float(record(place, folder, BUSY, "gil,gc,lines")[1])

        def followed():
            log.unlink(missing_ok=True)
            (folder / "x.py").write_text(BUSY)
            run = subprocess.Popen(place.lab("run", "x.py", "--watch", "gil,gc,lines", "--log", str(log)), cwd=folder,
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
            while not log.exists() and run.poll() is None:
                time.sleep(0.001)
            viewer = Viewer(place.lab("replay", str(log), "--web", "--no-open"), folder)
            with ThreadPoolExecutor(1) as page:
                asking = page.submit(follow, viewer)
                printed = run.communicate()[0]
                asking.result()
            viewer.close()
            return float(printed)

        def in_company():
            with subprocess.Popen([sys.executable, "-c", COMPANY]) as company:
                try:
                    return alone()
                finally:
                    company.kill()

        rounds = max(3, place.rounds // 2)
        figures = []
        for name, side in (("not", alone), ("beside any program", in_company)):
            lab, other = in_turn(rounds, followed, side).medians()
            figures.append(at_most_ratio(f"processor time of a script, looked at / {name}", "ms", lab * 1000,
                                         other * 1000, 1.02))
        return figures


ROWS = {"view-open": opening, "view-latency": latency, "view-cost": cost}
