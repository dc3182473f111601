"""scripts/test: what it installs, builds and hands to ctest. No compiler is used."""

import unittest

from stand_in import ScriptTest


class Testing(ScriptTest):
    def check(self, *arguments, code=0):
        done = self.project.run("test", *arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def test_test_packages_are_installed_too(self):
        self.project.uninstall("doctest-dev", "libpython3.11-testsuite")
        self.check()
        _, install = self.project.called("apt-get")
        self.assertTrue(install.endswith(" doctest-dev libpython3.11-testsuite"), install)

    def test_extras_are_tried_where_they_are_missing(self):
        for program in ("npm", "chromium"):
            (self.project.programs / program).unlink()
        self.check()
        installed = " ".join(self.project.called("apt-get"))
        for package in ("nodejs", "npm", "chromium"):
            self.assertIn(package, installed.split())

    def test_extras_that_cannot_be_had_stop_nothing(self):
        (self.project.programs / "chromium").unlink()
        self.project.set("no-network")
        done = self.check()
        self.assertIn("going on without chromium", done.stderr)
        self.assertEqual(len(self.project.called("ctest")), 1)

    def test_arguments_reach_ctest(self):
        self.assertEqual(self.check("-R", "gc").stdout, "100% tests passed\n")
        self.assertEqual(self.project.called("ctest"), ["ctest --preset test -R gc"])

    def test_exit_code_of_ctest_is_the_script_s(self):
        self.project.set("ctest-fails")
        self.check(code=8)

    def test_failed_build_runs_no_test(self):
        self.project.set("ninja-fails", "once\n")
        self.check(code=3)
        self.assertEqual(self.project.called("ctest"), [])

    def test_tests_and_lab_have_trees_of_their_own(self):
        self.check()
        self.assertTrue((self.project.root / "build/test/bin/lab").exists())
        self.assertFalse((self.project.root / "build/release").exists())

    def test_sanitizers_leave_added_pythons_out(self):
        added = self.project.root / "build" / "pythons"
        added.parent.mkdir()
        added.write_text("3.13.1\t/usr/bin/env\t/usr/include\n")
        self.check("--preset", "asan", "-R", "log")
        [cmake] = self.project.called("cmake")
        self.assertIn("--preset asan", cmake)
        self.assertNotIn("/usr/bin/env", cmake)
        self.assertEqual(self.project.called("ctest"), ["ctest --preset asan -R ^[a-z]+_test: -R log"])
        self.check()
        self.assertIn("/usr/bin/env", self.project.called("cmake")[0])

    def test_unknown_preset(self):
        self.assertIn("asan", self.check("--preset", "fast", code=2).stderr)
        self.check("--preset", code=2)


if __name__ == "__main__":
    unittest.main()
