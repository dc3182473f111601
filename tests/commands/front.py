"""Drives the real `lab` binary from outside, as a person or a CI job does."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

BIN = Path(os.environ["LAB_BIN_DIR"])
SOURCE = Path(os.environ["LAB_SOURCE_DIR"])
LAB = BIN / "lab"
EXERCISES = SOURCE / "exercises"

PASSED, WRONG, USAGE, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 3, 130


class FrontTest(unittest.TestCase):
    """A test with a folder of its own, which is also where logs go."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="lab test ")  # the space is meant
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def environment(self, **changes):
        environment = dict(os.environ, XDG_CACHE_HOME=str(self.folder / "cache"), LC_ALL="C.UTF-8")
        for name in ("NO_COLOR", "COLUMNS", "LAB_EXERCISES", "LAB_HOSTS"):
            environment.pop(name, None)
        environment.update(changes)
        return environment

    def lab(self, *arguments, environment=None, **options):
        """Runs `lab` to its end and returns the completed process, with text in stdout and stderr."""
        return subprocess.run(
            [LAB, *map(str, arguments)],
            capture_output=True,
            text=True,
            errors="surrogateescape",
            stdin=subprocess.DEVNULL,
            cwd=self.folder,
            timeout=100,
            env=environment or self.environment(),
            **options,
        )

    def write(self, name, content):
        """A file in the test's own folder; text is dedented by the caller."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content)
        return path

    def assertExit(self, process, code):
        self.assertEqual(
            process.returncode,
            code,
            f"exit {process.returncode}\n--- stdout\n{process.stdout}\n--- stderr\n{process.stderr}",
        )
