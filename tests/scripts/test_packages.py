"""scripts/lab: what it installs, and how, on which system. No network is used."""

import unittest

from stand_in import ScriptTest


class Packages(ScriptTest):
    def missing(self, *names):
        self.project.uninstall(*names)

    def test_root_installs_what_is_missing(self):
        self.missing("cmake", "libfmt-dev")
        done = self.lab("list")
        self.assertIn("apt-get update && apt-get install -y --no-install-recommends cmake libfmt-dev", done.stderr)
        update, install = self.project.called("apt-get")
        self.assertTrue(update.endswith(" update"), update)
        self.assertTrue(install.endswith(" install -y --no-install-recommends cmake libfmt-dev"), install)
        self.assertEqual(self.project.called("sudo"), [])

    def test_user_installs_by_sudo(self):
        self.project.set("user", "1000\n")
        self.project.set("no-password")
        self.missing("cmake")
        done = self.lab("list")
        self.assertIn("running: sudo apt-get update && sudo apt-get install", done.stderr)
        self.assertEqual(len(self.project.called("apt-get")), 2)

    def test_user_whose_sudo_wants_a_password_that_nobody_can_type(self):
        self.project.set("user", "1000\n")
        self.missing("cmake")
        done = self.lab("list", code=3)
        self.assertIn("apt-get update && apt-get install -y --no-install-recommends cmake", done.stderr)
        self.assertEqual(self.project.called("apt-get"), [])

    def test_user_without_sudo(self):
        self.project.set("user", "1000\n")
        (self.project.programs / "sudo").unlink()
        self.missing("cmake", "g++")
        done = self.lab("list", code=3)
        self.assertIn("2 packages are missing", done.stderr)
        self.assertIn("apt-get install -y --no-install-recommends g++ cmake", done.stderr)
        self.assertEqual(self.project.called("cmake"), [])

    def test_no_network(self):
        self.project.set("no-network")
        self.missing("cmake")
        done = self.lab("list", code=3)
        self.assertIn("could not reach its package server", done.stderr)
        self.assertIn("Could not resolve", done.stderr)

    def test_only_what_the_lab_needs_is_asked_for(self):
        self.missing(*self.project.packages("test"))
        self.lab("list")
        self.assertEqual(self.project.called("apt-get"), [])

    def test_package_removed_after_the_stamp(self):
        self.lab("list")
        self.missing("libfmt-dev")
        self.project.set("cmake-fails", "once\n")
        (self.project.root / "build" / "release" / "build.ninja").unlink()
        self.lab("list")
        self.assertIn("libfmt-dev", self.project.called("apt-get")[1])

    def test_another_package_manager_gets_its_names(self):
        (self.project.programs / "apt-get").unlink()
        self.project.add_program("dnf", "")
        done = self.lab("list", code=3)
        self.assertIn("dnf install gcc-c++ cmake ninja-build python3 python3-devel", done.stderr)
        self.assertEqual(self.project.called("dnf"), [])

    def test_no_package_manager(self):
        (self.project.programs / "apt-get").unlink()
        done = self.lab("list", code=3)
        self.assertIn("libtomlplusplus-dev", done.stderr)

    def test_another_package_manager_with_everything_there(self):
        (self.project.programs / "apt-get").unlink()
        self.project.add_program("pacman", "")
        self.project.add_program("g++", "while read -r _; do :; done")  # as a compiler, it reads to the end
        self.lab("list")

    def test_asked_to_install_nothing(self):
        self.missing("cmake")
        self.lab("list", environment={"LAB_NO_INSTALL": "1"})
        self.assertEqual(self.project.called("dpkg-query") + self.project.called("apt-get"), [])


if __name__ == "__main__":
    unittest.main()
