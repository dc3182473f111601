"""Asks lab_add_host.cmake about one Python, real or a stand-in, without building anything."""

import json
import os
import subprocess
import tempfile
import unittest
from pathlib import Path

CMAKE = os.environ["LAB_CMAKE"]
BINDINGS = Path(os.environ["LAB_SOURCE_DIR"]) / "bindings"

SOUND = {
    "implementation": "cpython",
    "version": "3.12.4",
    "short": "3.12",
    "executable": "/opt/python",
    "prefix": "/opt",
    "exec_prefix": "/opt",
    "includes": ["/opt/include/python3.12"],
    "headers_version": "3.12.4",
    "library": "/opt/lib/libpython3.12.so.1.0",
    "library_folders": ["/opt/lib", "/opt/lib64"],
    "static_library": "",
    "static_needs": [],
    "gil_disabled": False,
}
SCRIPT = """
include("{bindings}/lab_add_host.cmake")
lab_describe_python("{python}" P)
lab_check_python("{python}")
message(STATUS "accepted ${{P_version}} ${{P_includes}}")
"""


class ConfigureTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def configure(self, python):
        script = self.folder / "check.cmake"
        script.write_text(SCRIPT.format(bindings=BINDINGS, python=python))
        process = subprocess.run(
            [CMAKE, "-P", script], capture_output=True, text=True, timeout=100
        )
        # CMake breaks its messages into lines where it likes.
        return process.returncode, " ".join((process.stdout + process.stderr).split())

    def interpreter(self, **changes):
        """A stand-in that describes itself as a given Python would."""
        python = self.folder / "python"
        python.write_text("#!/bin/sh\ncat <<'END'\n" + json.dumps({**SOUND, **changes}) + "\nEND\n")
        python.chmod(0o755)
        return python

    def refused(self, *texts, **changes):
        status, said = self.configure(self.interpreter(**changes))
        self.assertNotEqual(status, 0, said)
        for text in (str(self.folder / "python"), *texts):
            self.assertIn(text, said)
