"""scripts/lab: when it configures and builds, and when it begins anew. No compiler is used."""

import unittest
from concurrent.futures import ThreadPoolExecutor

from stand_in import ScriptTest


class Building(ScriptTest):
    def configured(self):
        return self.project.called("cmake")

    def test_release_without_tests_for_the_distribution_s_python(self):
        self.lab("list")
        [cmake] = self.configured()
        self.assertIn("--preset release", cmake)
        self.assertIn(f"-DLAB_PYTHONS={self.project.python}", cmake)

    def test_moved_checkout_is_built_anew(self):
        self.lab("list")
        old = self.project.root / "build" / "release" / "old-object"
        old.touch()
        self.project.root = self.project.root.rename(self.project.folder / "moved here")
        self.lab("list")
        self.assertEqual(len(self.configured()), 1)
        self.assertFalse((self.project.root / "build" / "release" / "old-object").exists())

    def test_upgraded_python_is_built_anew(self):
        self.lab("list")
        old = self.project.root / "build" / "release" / "old-object"
        old.touch()
        self.project.add_python("3.11.3")
        self.lab("list")
        self.assertEqual(len(self.configured()), 1)
        self.assertFalse(old.exists())

    def test_changed_presets_are_configured_again(self):
        self.lab("list")
        presets = self.project.root / "CMakePresets.json"
        presets.write_text(presets.read_text().replace("-O2", "-O3"))
        self.lab("list")
        self.assertEqual(len(self.configured()), 1)
        self.lab("list")
        self.assertEqual(self.configured(), [])

    def test_outdated_cache_is_made_anew_once(self):
        self.lab("list")
        (self.project.root / "build" / "release" / "build.ninja").unlink()
        self.project.set("cmake-fails", "once\n")
        self.lab("list")
        self.assertEqual(len(self.configured()), 2)

    def test_error_in_a_new_tree_is_not_tried_twice(self):
        self.project.set("cmake-fails", "once\nonce more\n")
        done = self.lab("list", code=3)
        self.assertIn("CMake Error", done.stderr)
        self.assertIn("build.log", done.stderr)
        self.assertEqual(len(self.configured()), 1)

    def test_compiler_error_shows_the_end_of_the_log(self):
        self.project.set("ninja-fails", "once\n")
        done = self.lab("list", code=3)
        self.assertIn("FAILED: lab/main.cpp.o", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_two_at_once_build_one_after_the_other(self):
        self.project.add_program("ninja", """
if ! mkdir "$state/building" 2>/dev/null; then echo "two builds at once" >>"$state/overlap"; fi
mkdir -p "$2/bin"
printf '#!{bash}\\n' >"$2/bin/lab"; chmod +x "$2/bin/lab"
rm -r "$state/building"
""")
        with ThreadPoolExecutor() as pool:
            runs = list(pool.map(lambda _: self.project.run("lab", "list"), range(6)))
        self.assertEqual([run.returncode for run in runs], [0] * 6, runs[0].stderr)
        self.assertFalse((self.project.state / "overlap").exists())


if __name__ == "__main__":
    unittest.main()
