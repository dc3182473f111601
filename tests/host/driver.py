"""Drives one host as a person or the front does: a fresh process for every scenario."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import lablog

BIN = Path(os.environ["LAB_BIN_DIR"])
HOST = BIN / os.environ["LAB_HOST"]
SIDECAR = json.loads((BIN / (HOST.name + ".json")).read_text())
VERSION = SIDECAR["version"]
SHORT = ".".join(VERSION.split(".")[:2])
COULD_NOT_RUN = 3


class HostTest(unittest.TestCase):
    """A test with a folder and a log of its own."""

    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="lab host ")  # the space is meant
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.log = self.folder / "run.lablog"

    def environment(self, **changes):
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "LAB_", "LD_"))
        }
        return kept | {"LC_ALL": "C.UTF-8"} | {name: str(value) for name, value in changes.items()}

    def start(self, *arguments, program=HOST, variables=None, **options):
        """Runs the program to its end and returns the completed process, text in stdout and stderr."""
        options = {"cwd": self.folder, "timeout": 200, **options}
        if "input" not in options:
            options.setdefault("stdin", subprocess.DEVNULL)
        return subprocess.run(
            [program, *arguments],
            capture_output=True,
            text=True,
            errors="backslashreplace",
            env=self.environment(**(variables or {})),
            **options,
        )

    def output(self, *arguments, **options):
        """What a run that has to succeed prints."""
        process = self.start(*arguments, **options)
        self.assertStatus(process, 0)
        return process.stdout

    def record(self, *arguments, variables=None, **options):
        """Runs with a log. Returns the process and the log's records."""
        if not self.log.exists():
            lablog.create(self.log)
        process = self.start(
            *arguments, variables={"LAB_LOG": self.log, **(variables or {})}, **options
        )
        return process, lablog.read(self.log)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def assertStatus(self, process, status):
        self.assertEqual(
            process.returncode,
            status,
            f"ended with {process.returncode}\n--- stdout\n{process.stdout}"
            f"\n--- stderr\n{process.stderr}",
        )

    def require(self, module):
        """Skips the test where the Python of this host comes without a part of its library."""
        code = f"import importlib.util as u; print(u.find_spec({module!r}) is not None)"
        if self.output("-c", code).strip() != "True":
            self.skipTest(f"CPython {VERSION} here has no module {module}: {HOW_TO_GET[module]}")


HOW_TO_GET = {
    "venv": f"apt-get install python{SHORT}-venv",
    "ensurepip": f"apt-get install python{SHORT}-venv",
    "test.test_gc": f"apt-get install libpython{SHORT}-testsuite",
}


def of_kind(records, kind):
    return [record for record in records if record["kind"] == kind]
