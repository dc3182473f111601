"""A hostile submission of deeds/: what it does, and what has to come of it.

# What it tries, in a sentence.
# verdict: STATUS CAUSE | STATUS CAUSE     where the kernel may decide, several
# answer: right                            the reference answer follows the deed; else one that is wrong,
                                           so that a deed that succeeds shows: it passes
# never: TEXT                              what the report may not contain: that something was reached
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent
BOX = ROOT / "exercises" / "hostile" / "box"
HEADER = re.compile(r"^# (verdict|answer|never): (.*)$", re.MULTILINE)


@dataclass
class Deed:
    name: str
    verdicts: list
    text: bytes
    never: list = field(default_factory=list)


def read_deed(path):
    text = path.read_text()
    headers = HEADER.findall(text)
    values = dict(headers)
    answer = "answer.py" if values.get("answer") == "right" else "starter.py"
    return Deed(
        name=path.stem,
        verdicts=[tuple(verdict.split()) for verdict in values["verdict"].split(" | ")],
        text=(text + "\n\n" + (BOX / answer).read_text()).encode(),
        never=[value for key, value in headers if key == "never"],
    )


def deeds():
    return [read_deed(path) for path in sorted((ROOT / "deeds").glob("*.py"))]
