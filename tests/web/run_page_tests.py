"""Runs the tests of the page in real Chromium: against `lab watch --web` and a report of `lab report`.

Usage: run_page_tests.py WORK_FOLDER [ARGUMENT OF PLAYWRIGHT…]

Ends with 77, which ctest takes for "not run", where the browser, Node or the packages are not to be
had; it says which.
"""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

NOT_RUN = 77
HERE = Path(__file__).resolve().parent
BIN = Path(os.environ["LAB_BIN_DIR"])
WATCH = "gc,gil,lines,refcount:numbers,object:squares,object:numbers,object:letters"


def not_run(reason):
    print(f"not run: {reason}")
    sys.exit(NOT_RUN)


def find_chromium():
    for name in (os.environ.get("LAB_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        if name and shutil.which(name):
            return shutil.which(name)
    not_run("no Chromium is here (on Debian the package chromium)")


def install(work):
    """The tests, with their packages beside them, in a folder of the build tree."""
    npm = shutil.which("npm") or not_run("npm is not here (the packages nodejs and npm)")
    work.mkdir(parents=True, exist_ok=True)
    for source in [*HERE.glob("*.ts"), *HERE.glob("*.js*"), HERE / ".npmrc"]:
        shutil.copy(source, work)
    lock = (HERE / "package-lock.json").read_text()
    stamp = work / "installed"
    if not stamp.exists() or stamp.read_text() != lock:
        environment = dict(os.environ, PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD="1")
        words = [npm, "install", "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"]
        if subprocess.run(words, cwd=work, env=environment, check=False, timeout=300).returncode != 0:
            not_run("npm could not install what the tests need (no network?)")
        stamp.write_text(lock)


def start_watching(script, environment):
    watching = subprocess.Popen(
        [BIN / "lab", "watch", script.name, "--web", "--no-open", "--watch", WATCH],
        stdout=subprocess.PIPE, text=True, env=environment, cwd=script.parent)
    line = watching.stdout.readline()
    address = line.split()[-1] if "http://" in line else ""
    if "built without its page" in watching.stdout.readline():
        watching.send_signal(signal.SIGTERM)
        watching.wait()
        not_run("this lab was built without its page")
    return watching, address


def make_report(script, environment):
    log, report = script.parent / "run.lablog", script.parent / "report.html"
    subprocess.run([BIN / "lab", "run", script.name, "--watch", WATCH, "--log-output", "--log", log],
                   cwd=script.parent, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    subprocess.run([BIN / "lab", "report", log, "-o", report], env=environment, check=True,
                   stdout=subprocess.DEVNULL)
    return report


def main():
    work = Path(sys.argv[1])
    chromium = find_chromium()
    install(work)
    run = work / "run"
    shutil.rmtree(run, ignore_errors=True)
    run.mkdir()
    script = run / "program.py"
    shutil.copy(HERE / "program.py", script)
    environment = dict(os.environ, XDG_CACHE_HOME=str(run / "cache"))
    watching, address = start_watching(script, environment)
    try:
        report = make_report(script, environment)
        environment.update(LAB_PAGE_URL=address, LAB_REPORT=str(report), LAB_SCRIPT=str(script),
                           LAB_CHROMIUM=chromium)
        return subprocess.run(["npx", "--no-install", "playwright", "test", *sys.argv[2:]], cwd=work,
                              env=environment, check=False).returncode
    finally:
        watching.send_signal(signal.SIGTERM)
        watching.wait()


if __name__ == "__main__":
    sys.exit(main())
