"""A host never runs on a libpython of another version: what it read would not be what it says."""

import os
import shutil
import unittest
from pathlib import Path

from driver import COULD_NOT_RUN, HOST, SHORT, SIDECAR, VERSION, HostTest

STATIC = SIDECAR["library"].endswith(".a")


@unittest.skipIf(STATIC, "CPython is a part of this host: no other can be loaded")
class VersionRefusal(HostTest):
    def check_refused(self, version, library, **variables):
        for arguments in (["-V"], ["-c", "print('ran')"]):
            process = self.start(*arguments, variables=variables)
            self.assertStatus(process, COULD_NOT_RUN)
            self.assertEqual(process.stdout, "")
            for text in (VERSION, version, str(library), "LD_LIBRARY_PATH", SIDECAR["library"]):
                self.assertIn(text, process.stderr)

    def test_library_that_says_another_version(self):
        # LD_PRELOAD is a list that blanks separate, and folders may have one in their names: from the
        # folder in which the host is started the library has a name without.
        library = "./" + Path(shutil.copy(os.environ["LAB_OTHER_VERSION"], self.folder)).name
        self.check_refused("3.99.1", library, LD_PRELOAD=library)

    def test_real_library_of_another_patch_version(self):
        for library in other_libraries():
            self.check_refused(library.parent.parent.name, library, LD_LIBRARY_PATH=library.parent)
            return
        self.skipTest(f"no other CPython {SHORT} with a shared library is installed by pyenv")

    def test_the_own_library_again(self):
        """The refusal is for the version, not for the variable."""
        shutil.copy(SIDECAR["library"], self.folder / soname())
        output = self.output("-V", variables={"LD_LIBRARY_PATH": self.folder})
        self.assertEqual(output, f"Python {VERSION}\n")


class Sidecar(HostTest):
    def test_says_what_the_host_is(self):
        code = "import platform; print(platform.python_version())"
        self.assertEqual(self.output("-c", code).strip(), SIDECAR["version"])
        self.assertTrue(os.access(SIDECAR["python"], os.X_OK))

    def test_names_the_library_that_is_loaded(self):
        maps = self.output("-c", "print(open('/proc/self/maps').read())")
        loaded = {line.split()[-1] for line in maps.splitlines() if "libpython" in line}
        self.assertEqual(loaded, set() if STATIC else {os.path.realpath(SIDECAR["library"])})

    @unittest.skipUnless(STATIC, "this host loads a shared libpython")
    def test_shared_library_in_its_way_is_not_loaded(self):
        library = "./" + Path(shutil.copy(os.environ["LAB_OTHER_VERSION"], self.folder)).name
        self.assertEqual(self.output("-V", variables={"LD_PRELOAD": library}), f"Python {VERSION}\n")

    def test_one_default(self):
        defaults = [path for path in HOST.parent.glob("lab-host-*.json") if is_default(path)]
        self.assertEqual(len(defaults), 1)


def soname():
    return f"libpython{SHORT}.so.1.0"


def is_default(sidecar):
    return '"default" : true' in sidecar.read_text()


def other_libraries():
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for library in sorted(versions.glob(f"{SHORT}.*/lib/{soname()}")):
        if library.parent.parent.name != VERSION:
            yield library
