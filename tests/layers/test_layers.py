"""The layers of the sources hold, and the checkers find it when they do not."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

import layers

ROOT = Path(__file__).resolve().parents[2]


class Tree(unittest.TestCase):
    """This checkout."""

    def expect_none(self, found):
        self.assertEqual(found, [], "\n" + "\n".join(found))

    def test_rooms_include_only_what_lies_below(self):
        self.assertGreater(len(list(layers.sources(ROOT))), 20)
        self.expect_none(layers.wrong_includes(ROOT))

    def test_only_host_and_bindings_know_python(self):
        self.expect_none(layers.python_outside_its_rooms(ROOT))

    def test_versions_are_told_apart_in_two_rooms(self):
        self.expect_none(layers.version_tests_outside_their_rooms(ROOT))

    def test_private_headers_stay_in_internals(self):
        self.expect_none(layers.core_outside_internals(ROOT))

    def test_link_lines_follow_the_layers(self):
        self.assertIn("lab_record", layers.link_lines(ROOT))
        self.expect_none(layers.wrong_links(ROOT))

    def test_no_file_is_too_long(self):
        self.expect_none(layers.long_files(ROOT))

    def test_no_path_of_somebodys_home(self):
        self.expect_none(layers.home_paths(ROOT))

    def test_lab_loads_no_libpython(self):
        lab = Path(os.environ["LAB_BIN_DIR"]) / "lab"
        libraries = layers.needed_libraries(
            subprocess.run(["readelf", "-d", lab], check=True, capture_output=True, text=True).stdout
        )
        self.assertTrue(any(name.startswith("libc.so") for name in libraries), libraries)
        self.assertEqual([name for name in libraries if "python" in name], [])


class Violation(unittest.TestCase):
    """A small tree that breaks one rule each."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def test_record_that_includes_judge(self):
        self.write("lab/record/reader.cpp", '#include "lab/record/reader.h"\n#include "lab/judge/judge.h"\n')
        [found] = layers.wrong_includes(self.root)
        self.assertIn("lab/record/reader.cpp: includes lab/judge/judge.h", found)

    def test_judge_that_includes_more_of_supervise_than_the_outcome(self):
        self.write("lab/judge/judge.cpp", '#include "lab/supervise/outcome.h"\n#include "lab/supervise/run.h"\n')
        [found] = layers.wrong_includes(self.root)
        self.assertIn("lab/supervise/run.h", found)

    def test_internals_that_include_bindings(self):
        self.write("bindings/internals/dict.c", '#  include "bindings/bindings.h"\n#include <Python.h>\n')
        [found] = layers.wrong_includes(self.root)
        self.assertIn("bindings/bindings.h", found)

    def test_command_that_includes_the_host(self):
        self.write("lab/commands/run.cpp", '#include "lab/host/host.h"\n#include "lab/report/report.h"\n')
        [found] = layers.wrong_includes(self.root)
        self.assertIn("lab/host/host.h", found)

    def test_room_that_nobody_named_may_include_as_its_parent(self):
        self.write("bindings/watch/gc.cpp", '#include "bindings/watch/gc.h"\n#include "lab/supervise/run.h"\n')
        [found] = layers.wrong_includes(self.root)
        self.assertIn("lab/supervise/run.h", found)

    def test_python_in_the_front(self):
        self.write("lab/report/panel.cpp", "#include <Python.h>\n#include <pybind11/pybind11.h>\n")
        self.write("lab/host/start.cpp", "#include <Python.h>\n")
        self.assertEqual(len(layers.python_outside_its_rooms(self.root)), 2)

    def test_version_test_in_a_probe(self):
        self.write("bindings/probes/dict.cpp", "#if PY_VERSION_HEX >= 0x030c0000\n#endif\n")
        self.write("bindings/probes/list.cpp", "// no PY_VERSION_HEX here\n")
        self.write("bindings/internals/dict.c", "#if PY_VERSION_HEX >= 0x030c0000\n#endif\n")
        [found] = layers.version_tests_outside_their_rooms(self.root)
        self.assertIn("bindings/probes/dict.cpp", found)

    def test_private_header_in_a_probe(self):
        self.write("bindings/probes/gc.cpp", "#define Py_BUILD_CORE\n#include <internal/pycore_gc.h>\n")
        self.assertEqual(len(layers.core_outside_internals(self.root)), 2)

    def test_record_that_links_judge_and_python(self):
        self.write("lab/record/CMakeLists.txt", "target_link_libraries(lab_record PUBLIC lab_flags lab_judge Python3::Python)\n")
        self.assertEqual(len(layers.wrong_links(self.root)), 2)

    def test_long_file(self):
        self.write("lab/main.cpp", "\n" * (layers.MAX_LINES + 1))
        self.write("lab/other.cpp", "\n" * layers.MAX_LINES)
        [found] = layers.long_files(self.root)
        self.assertIn("lab/main.cpp", found)

    def test_home_path(self):
        somebody = "/".join(["", "home", "ana", "lab"])
        self.write("scripts/lab", f"cd {somebody}\n# $HOME/lab and /homework are fine\n")
        [found] = layers.home_paths(self.root)
        self.assertIn("scripts/lab:1", found)

    def test_libpython_among_the_needed(self):
        output = " 0x1 (NEEDED)  Shared library: [libpython3.11.so.1.0]\n 0x1 (NEEDED)  Shared library: [libc.so.6]\n"
        self.assertEqual(layers.needed_libraries(output), ["libpython3.11.so.1.0", "libc.so.6"])


if __name__ == "__main__":
    unittest.main()
