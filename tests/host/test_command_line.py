"""The host takes every option that a `python` takes, and tells the program the same."""

import json
import zipfile

from driver import HOST, SIDECAR, VERSION, HostTest

# Everything that the start of a `python` decides, as far as it may not depend on the executable.
FACTS = """
import json, os, site, sys, sysconfig
print(json.dumps({
    "prefixes": [sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix],
    "path": sys.path, "flags": repr(sys.flags), "xoptions": sys._xoptions,
    "warnings": sys.warnoptions, "platlibdir": sys.platlibdir, "stdlib": sys._stdlib_dir,
    "paths": sysconfig.get_paths(), "os": os.__file__, "modules": sorted(sys.modules),
    "site": site.getsitepackages(), "user": site.getusersitepackages(),
    "user site": site.ENABLE_USER_SITE, "encoding": sys.getfilesystemencoding(),
    "stdout": [sys.stdout.encoding, sys.stdout.errors], "version": sys.version,
    "soabi": sysconfig.get_config_var("SOABI"), "argv": sys.argv, "tag": sys.implementation.cache_tag,
}))
"""


class Options(HostTest):
    def test_version(self):
        self.assertEqual(self.output("-V"), f"Python {VERSION}\n")
        self.assertEqual(self.output("--version"), f"Python {VERSION}\n")

    def test_help(self):
        self.assertTrue(self.output("--help").startswith(f"usage: {HOST}"))

    def test_code_with_arguments(self):
        code = "import sys; print(sys.argv)"
        self.assertEqual(self.output("-c", code, "a", "-b"), "['-c', 'a', '-b']\n")

    def test_module(self):
        self.assertEqual(self.output("-m", "json.tool", "--compact", input="[1, 2]"), "[1,2]\n")

    def test_script_with_arguments(self):
        script = self.write("a script.py", "import sys; print(sys.argv, __name__)")
        self.assertEqual(
            self.output("a script.py", "-x", "é"), "['a script.py', '-x', 'é'] __main__\n"
        )
        self.assertIn(str(script), self.output(script))

    def test_script_from_standard_input(self):
        self.assertEqual(self.output("-", "a", input="import sys; print(sys.argv)"), "['-', 'a']\n")
        self.assertEqual(self.output(input="print(6 * 7)"), "42\n")

    def test_folder_and_zip_file(self):
        self.write("package/__main__.py", "print('from a folder')")
        with zipfile.ZipFile(self.folder / "p.zip", "w") as archive:
            archive.writestr("__main__.py", "print('from a zip file')")
        self.assertEqual(self.output("package"), "from a folder\n")
        self.assertEqual(self.output("p.zip"), "from a zip file\n")

    def test_interactive(self):
        process = self.start("-i", "-q", input="x = 6\nx * 7\n")
        self.assertStatus(process, 0)
        self.assertIn("42", process.stdout)

    def test_unknown_option(self):
        process = self.start("--no-such-option")
        self.assertStatus(process, 2)
        self.assertIn("usage:", process.stderr)

    def test_missing_script(self):
        process = self.start("nowhere.py")
        self.assertStatus(process, 2)
        self.assertIn("can't open file", process.stderr)

    def test_import_lab(self):
        self.assertEqual(self.output("-I", "-S", "-c", "import lab; print(lab.__name__)"), "lab\n")


class ExitStatus(HostTest):
    CASES = {
        "pass": 0,
        "raise SystemExit": 0,
        "raise SystemExit(0)": 0,
        "raise SystemExit(3)": 3,
        "raise SystemExit(-1)": 255,
        "raise SystemExit('no')": 1,
        "1 / 0": 1,
        "import os; os._exit(7)": 7,
        "import signal; signal.raise_signal(signal.SIGTERM)": -15,
        "raise KeyboardInterrupt": -2,
    }

    def test_as_python(self):
        for code, status in self.CASES.items():
            with self.subTest(code=code):
                self.assertStatus(self.start("-c", code), status)


class LikeItsPython(HostTest):
    """The host against the very interpreter that it was built for, option by option."""

    def facts(self, program, options, variables):
        found = json.loads(self.output(*options, "-c", FACTS, program=program, variables=variables))
        found["modules"] = [name for name in found["modules"] if name != "lab"]
        return found

    def compare(self, *options, **variables):
        with self.subTest(options=options, variables=variables):
            own = self.facts(SIDECAR["python"], options, variables)
            self.assertEqual(self.facts(HOST, options, variables), own)

    def test_plain(self):
        self.compare()

    def test_options(self):
        for options in (["-I"], ["-S"], ["-E"], ["-s"], ["-B", "-u"], ["-O"], ["-OO"]):
            self.compare(*options)
        self.compare("-X", "dev", "-W", "error::SyntaxWarning")
        self.compare("-X", "utf8=0", "-X", "frozen_modules=off")
        self.compare("-P", "-q")

    def test_environment(self):
        self.compare(PYTHONPATH=self.folder, PYTHONHASHSEED=1, PYTHONUTF8=1)
        self.compare("-E", PYTHONPATH=self.folder)
        self.compare(PYTHONNOUSERSITE=1, PYTHONWARNINGS="ignore", PYTHONIOENCODING="ascii")
        self.compare(LC_ALL="C")

    def test_python_home(self):
        prefix = self.output("-c", "import sys; print(sys.prefix)").strip()
        self.compare(PYTHONHOME=prefix)
        process = self.start("-c", "pass", variables={"PYTHONHOME": self.folder})
        self.assertNotEqual(process.returncode, 0, "PYTHONHOME was not believed")
