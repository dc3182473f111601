"""sys.executable and venvs: what multiprocessing, pip and a person's shell go by."""

import json
import os
import subprocess
import zipfile

from driver import HOST, HostTest

WHO = "import json, sys; print(json.dumps([sys.executable, sys._base_executable]))"


class Executable(HostTest):
    def who(self, *command, **options):
        process = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=100, **options
        )
        return json.loads(process.stdout)

    def test_absolute(self):
        self.assertEqual(json.loads(self.output("-c", WHO)), [str(HOST), str(HOST)])

    def test_relative(self):
        relative = f"../{HOST.parent.name}/./{HOST.name}"
        self.assertEqual(self.who(relative, "-c", WHO, cwd=HOST.parent)[0], str(HOST))

    def test_found_on_path(self):
        environment = self.environment(PATH=f"/nowhere:{HOST.parent}:/usr/bin")
        self.assertEqual(self.who(HOST.name, "-c", WHO, env=environment)[0], str(HOST))

    def test_no_path_at_all(self):
        environment = {"LC_ALL": "C.UTF-8"}
        found = self.who("lab", "-c", WHO, executable=HOST, env=environment)
        self.assertEqual(found[0], str(HOST))

    def test_name_of_another_program(self):
        """argv[0] may claim anything; what runs is this host, and so must its children be."""
        for name in ("python3", "/usr/bin/python3", "-sh", ""):
            with self.subTest(name=name):
                # By the shell: from 3.13.4 Python itself starts nothing with an empty argv[0].
                as_name = ("bash", "-c", 'exec -a "$0" "$@"', name, HOST)
                self.assertEqual(self.who(*as_name, "-c", WHO)[0], str(HOST))

    def test_symbolic_link_stays(self):
        link = self.folder / "python"
        link.symlink_to(HOST)
        self.assertEqual(self.who(link, "-c", WHO)[0], str(link))

    def test_child_is_a_host_too(self):
        code = (
            "import subprocess, sys;"
            "sys.exit(subprocess.call([sys.executable, '-c', 'import lab; print(lab.__name__)']))"
        )
        self.assertEqual(self.output("-c", code), "lab\n")


class Venv(HostTest):
    def setUp(self):
        super().setUp()
        self.venv = self.folder / "v"
        self.python = self.venv / "bin" / "python"
        self.require("venv")

    def make(self, *options):
        self.output("-m", "venv", *options, self.venv)

    def ask(self, expression, *options):
        code = f"import json, site, sys; print(json.dumps({expression}))"
        return json.loads(self.output(*options, "-c", code, program=self.python))

    def test_prefixes(self):
        base = self.output("-c", "import sys; print(sys.prefix)").strip()
        self.make("--without-pip")
        self.assertEqual(self.ask("[sys.prefix, sys.exec_prefix]"), [str(self.venv)] * 2)
        self.assertEqual(self.ask("[sys.base_prefix, sys.base_exec_prefix]"), [base] * 2)
        self.assertEqual(self.ask("sys.executable"), str(self.python))
        self.assertEqual(os.path.realpath(self.ask("sys._base_executable")), str(HOST))

    def test_site_packages(self):
        self.make("--without-pip")
        packages = [path for path in self.ask("sys.path") if path.endswith("-packages")]
        self.assertEqual(packages, self.ask("site.getsitepackages()")[:1])
        self.assertTrue(packages[0].startswith(str(self.venv)))
        self.assertEqual(self.ask("site.ENABLE_USER_SITE"), False)

    def test_system_site_packages(self):
        self.make("--without-pip", "--system-site-packages")
        own = self.ask("site.getsitepackages()")
        self.assertTrue(own[0].startswith(str(self.venv)))
        self.assertGreater(len(own), 1)

    def test_imports_lab(self):
        self.make("--without-pip")
        self.assertEqual(self.ask("__import__('lab').__name__", "-I"), "lab")

    def test_venv_within_a_venv(self):
        self.make("--without-pip")
        inner = self.folder / "inner"
        self.output("-m", "venv", "--without-pip", inner, program=self.python)
        self.python = inner / "bin" / "python"
        self.assertEqual(self.ask("sys.prefix"), str(inner))
        self.assertEqual(self.ask("__import__('lab').__name__"), "lab")

    def test_pip(self):
        self.require("ensurepip")
        self.make()
        version = self.output("-m", "pip", "--version", program=self.python)
        self.assertIn(str(self.venv), version)
        wheel = make_wheel(self.folder)
        self.output("-m", "pip", "install", "--no-index", wheel, program=self.python)
        self.assertEqual(self.ask("__import__('hello_lab').ANSWER"), 42)


def make_wheel(folder):
    """The smallest wheel there is, so that pip needs no network."""
    info = "hello_lab-1.dist-info"
    path = folder / "hello_lab-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("hello_lab.py", "ANSWER = 42\n")
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: hello-lab\nVersion: 1\n")
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", f"hello_lab.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n")
    return path
