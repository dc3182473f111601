"""Find the answers among the files that somebody uploaded, whatever these are called."""

import os
import stat
from pathlib import Path

MOST_NAMED = 5  # files that a sentence names
MOST_COPIED = 4 << 20  # more than the lab reads of a submission, so that it is the one to refuse it
FOLDERS_OF_MACHINES = ("__pycache__", "__MACOSX")


def shown(name):
    """The name as a person may read it: on one line, with nothing that a terminal or JSON stumbles over."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def python_files(submission):
    """The .py files below the folder, as paths from it, the nearest first. No link is followed."""
    found = []
    for folder, inside, names in os.walk(submission):
        inside[:] = [name for name in inside if not name.startswith(".") and name not in FOLDERS_OF_MACHINES]
        found += [os.path.relpath(os.path.join(folder, name), submission)
                  for name in names if name.endswith(".py") and not name.startswith(".")]
    return sorted(found, key=lambda path: (path.count(os.sep), path))


def name_all(paths):
    named = ", ".join(shown(path) for path in paths[:MOST_NAMED])
    return named + (f" and {len(paths) - MOST_NAMED} more" if len(paths) > MOST_NAMED else "")


def copy_regular(file, copy):
    """Says whether it is a regular file; then it was copied."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return False
    with open(descriptor, "rb") as source:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return False
        copy.write_bytes(source.read(MOST_COPIED))
    return True


def find(submission, exercises, folder):
    """Returns {slug: file} of what was handed in, and {slug: why not} of the rest.

    The lab reads a file's exercise from its name. Where there is one exercise and one file, its name
    does not matter: it is copied into the folder under the right one.
    """
    files = python_files(submission)
    answers, missing = {}, {}
    for slug in exercises:
        called = [path for path in files if os.path.basename(path) == slug + ".py"]
        nearest = [path for path in called if path.count(os.sep) == called[0].count(os.sep)]
        if len(nearest) == 1:
            answers[slug] = os.path.join(submission, nearest[0])
        elif nearest:
            missing[slug] = f"handed in more than once: {name_all(nearest)}. Hand in one {slug}.py."
        elif len(exercises) == 1 and len(files) == 1 and copy_regular(
                os.path.join(submission, files[0]), Path(folder, slug + ".py")):
            answers[slug] = str(Path(folder, slug + ".py"))
        else:
            there = f" Handed in: {name_all(files)}." if files else " No .py file was."
            missing[slug] = f"{slug}.py was not handed in.{there}"
    return answers, missing
