"""A Python that no host can be built for: the build stops with what is wrong and what to do."""

import json
import subprocess
import sys

from configuring import BINDINGS, ConfigureTest


class Refusal(ConfigureTest):
    def test_free_threaded_build(self):
        self.refused("free-threaded builds are not supported", gil_disabled=True)

    def test_another_implementation(self):
        self.refused("is pypy", "CPython only", implementation="pypy")

    def test_too_old(self):
        self.refused("3.10.13", "3.11 to 3.15", version="3.10.13")

    def test_too_new(self):
        self.refused("3.16.0a1", "3.11 to 3.15", version="3.16.0a1")

    def test_headers_missing(self):
        self.refused("python3-dev", "libpython3.12-dev", headers_version="")

    def test_headers_of_another_version(self):
        self.refused("3.12.4", "3.12.1", "libpython3.12-dev", headers_version="3.12.1")

    def test_no_shared_library(self):
        self.refused(
            "/opt/lib, /opt/lib64", "PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install", library=""
        )

    def test_not_there(self):
        status, said = self.configure("/nowhere/python3")
        self.assertNotEqual(status, 0)
        self.assertIn("/nowhere/python3", said)
        self.assertIn("/usr/bin/python3", said)

    def test_not_a_python(self):
        status, said = self.configure("/bin/false")
        self.assertNotEqual(status, 0)
        self.assertIn("/bin/false", said)


class Acceptance(ConfigureTest):
    def test_every_supported_version(self):
        for minor in range(11, 16):
            version = f"3.{minor}.0"
            python = self.interpreter(version=version, headers_version=version)
            status, said = self.configure(python)
            self.assertEqual(status, 0, said)
            self.assertIn(f"accepted {version}", said)

    def test_interpreter_of_a_venv_is_described_as_its_base(self):
        describe = [sys.executable, "-I", "-S", BINDINGS / "describe_python.py"]
        base = json.loads(subprocess.check_output(describe))
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", self.folder / "v"], check=True)
        describe[0] = self.folder / "v" / "bin" / "python"
        found = json.loads(subprocess.check_output(describe))
        self.assertEqual(found.pop("executable"), str(describe[0]))
        base.pop("executable")
        self.assertEqual(found, base)
