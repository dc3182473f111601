"""Grade what somebody uploaded to Gradescope: grade_upload.py /autograder

Finds the answer to each exercise of autograder.conf among the files in submission/, has `lab grade`
judge them, and adds to results/results.json what was not handed in. Where something of ours fails,
results.json says that, with no points: a stale or half written one is never left.
"""

import json
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))  # -I leaves it out

import uploads  # noqa: E402

ENDED = (0, 1, 3)  # of lab grade: the submissions passed, are wrong, or did not come to their end
INTRODUCTION = "The autograder failed. This is no fault of your answer: tell your instructor."


class Fault(Exception):
    """Something of ours failed; the text is for whoever reads the result."""


def read_conf(path):
    """The exercises, and the options for `lab grade`."""
    exercises, options = [], []
    for line in path.read_text().splitlines():
        key, _, value = line.partition(" ")
        if key == "exercises":
            exercises = value.split()
        elif key == "option":
            options.append(value)
    if not exercises:
        raise Fault(f"{path.name} names no exercise")
    return exercises, options


def points_of_exercises(lab):
    listed = subprocess.run([lab, "list", "--json"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        return {one["exercise"]: one["points"] for one in json.loads(listed.stdout)["exercises"]}
    except (ValueError, KeyError, TypeError):
        raise Fault(f"lab list --json ended with {listed.returncode} and lists no exercises") from None


def grade(lab, answers, options, report):
    """Has the lab judge {slug: file}. Returns what it wrote into the report."""
    only = "--only=" + ",".join(answers)
    # One at a time: a container has one processor or less, and little memory.
    done = subprocess.run(
        [lab, "grade", "-j", "1", only, f"--gradescope={report}", *options, *answers.values()],
        stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = done.stderr.decode(errors="replace")
    sys.stderr.write(said)
    try:
        whole = json.loads(report.read_text())
        told = {row["name"] for row in whole["tests"]}
    except (OSError, ValueError, KeyError, TypeError):
        told = set()
    if done.returncode not in ENDED or not told.issuperset(answers):
        last = said.strip().rpartition("\n")[2]
        raise Fault(f"lab grade ended with {done.returncode} {uploads.shown(last)}".rstrip())
    return whole


def missing_row(number, slug, why, points):
    return {"name": slug, "number": str(number), "status": "failed", "output": why,
            "score": 0, "max_score": int(points) if points == int(points) else points}


def whole_result(autograder, report):
    exercises, options = read_conf(autograder / "source" / "autograder.conf")
    lab = autograder / "source" / "lab" / "build" / "release" / "bin" / "lab"
    with tempfile.TemporaryDirectory(prefix="lab-upload-") as folder:
        answers, missing = uploads.find(autograder / "submission", exercises, Path(folder))
        whole = {"score": 0, "output_format": "text", "test_output_format": "text", "tests": []}
        if answers:
            whole = grade(lab, answers, options, report)
    if missing:
        points = points_of_exercises(lab)
        for number, (slug, why) in enumerate(missing.items(), 1 + len(answers)):
            whole["tests"].append(missing_row(number, slug, why, points.get(slug, 0)))
    return whole


def replace(report, whole):
    new = report.with_name(f".{report.name}.{os.getpid()}")
    new.write_text(json.dumps(whole, indent=2) + "\n")
    os.replace(new, report)


def main():
    autograder = Path(sys.argv[1])
    report = autograder / "results" / "results.json"
    report.parent.mkdir(parents=True, exist_ok=True)
    if report.exists():
        report.unlink()
    try:
        whole = whole_result(autograder, report)
    except Exception as error:  # whatever it is, the result has to say so
        traceback.print_exc()
        whole = {"score": 0, "output_format": "text", "output": f"{INTRODUCTION}\n{uploads.shown(str(error))}"}
    replace(report, whole)


if __name__ == "__main__":
    main()
