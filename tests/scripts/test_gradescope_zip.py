"""scripts/gradescope-zip: what is in the zip, and what it refuses to make one of."""

import os
import subprocess
import unittest
import zipfile

from gradescope import GradescopeTest, modes


class Zip(GradescopeTest):
    def names(self):
        return zipfile.ZipFile(self.zip).namelist()

    def test_it_holds_what_git_tracks_without_the_tests(self):
        done = self.make("gc-cycles")
        listed = subprocess.run(["git", "-C", self.project.root, "ls-files"], capture_output=True, text=True)
        tracked = [name for name in listed.stdout.splitlines() if not name.startswith(("tests/", ".ci/"))]
        self.assertIn("exercises/internals/gc-cycles/exercise.toml", tracked)
        self.assertEqual(self.names(), sorted(["autograder.conf", "run_autograder", "setup.sh",
                                               *("lab/" + name for name in tracked)]))
        self.assertIn(f"{len(self.names())} files", done.stdout)

    def test_its_scripts_can_be_executed(self):
        self.make("gc-cycles")
        found = modes(self.zip)
        for name in "setup.sh", "run_autograder", "lab/scripts/lab":
            self.assertEqual(found[name], 0o755, name)
        self.assertEqual(found["lab/CMakePresets.json"], 0o644)

    def test_same_commit_same_bytes(self):
        self.make("gc-cycles", "gil")
        first = self.zip.read_bytes()
        other = self.project.folder / "another clone"
        before = os.umask(0o077)
        try:
            self.git("clone", "-q", self.project.root, other)
        finally:
            os.umask(before)
        self.zip.unlink()
        self.make("gc-cycles", "gil", script=other / "scripts" / "gradescope-zip")
        self.assertEqual(self.zip.read_bytes(), first)

    def test_options_are_in_its_configuration(self):
        self.make("gc-cycles", "gil", "--python", "3.13", "--limits", "wall=30,memory=2G", "--hide-expected",
                  "--require-isolation")
        self.assertEqual(zipfile.ZipFile(self.zip).read("autograder.conf").decode().splitlines(), [
            "exercises gc-cycles gil", "python 3.13", "option --python=3.13", "option --limits=wall=30,memory=2G",
            "option --hide-expected", "option --require-isolation"])

    def test_changes_that_are_not_committed_are_told(self):
        self.assertEqual(self.make("gc-cycles").stderr, "")
        (self.project.root / "CMakePresets.json").write_text("{}")
        self.assertIn("changes that are not committed", self.make("gc-cycles").stderr)
        self.assertEqual(zipfile.ZipFile(self.zip).read("lab/CMakePresets.json"), b"{}")

    def test_help_has_examples(self):
        self.assertIn("scripts/gradescope-zip gc-cycles dict-layout -o week3.zip", self.make("--help").stdout)


class Refused(GradescopeTest):
    def refuse(self, *words, **options):
        done = self.make(*words, code=2, **options)
        self.assertEqual(list(self.project.folder.glob("*.zip")) + list(self.project.folder.glob(".auto*")), [])
        return done.stderr

    def test_unknown_exercise(self):
        self.assertIn("no exercise is called 'gc-cycle'; did you mean gc-cycles?", self.refuse("gc-cycle"))
        self.assertIn("scripts/lab list", self.refuse("../../etc"))

    def test_exercise_named_twice(self):
        self.assertIn("gil is named twice", self.refuse("gil", "gc-cycles", "gil"))

    def test_no_exercise(self):
        self.assertIn("exercise", self.refuse())

    def test_version_that_is_none(self):
        for version in "3.10", "newest", "3.13\noption --x":
            self.assertIn("write for example 3.13", self.refuse("gil", "--python", version))

    def test_limits_that_are_none(self):
        for limits in "30", "wall=30\noption --x", "wall=30 cpu=30":
            self.assertIn("write for example wall=30", self.refuse("gil", "--limits", limits))

    def test_git_is_not_here(self):
        self.assertIn("apt-get install git", self.refuse("gil", PATH=str(self.project.folder)))

    def test_no_checkout(self):
        os.rename(self.project.root / ".git", self.project.folder / "history")
        self.assertIn("git cannot read it as a checkout", self.refuse("gil"))

    def test_tracked_file_that_is_gone(self):
        (self.project.root / "CMakePresets.json").unlink()
        self.assertIn("git checkout -- CMakePresets.json", self.refuse("gil"))

    def test_link_among_the_files(self):
        (self.project.root / "link").symlink_to("/etc/passwd")
        self.git("add", "link")
        self.assertIn("link is a link", self.refuse("gil"))

    def test_output_that_cannot_be_written(self):
        nowhere = self.project.folder / "nowhere" / "a.zip"
        self.assertIn(f"{nowhere}: cannot be written", self.refuse("gil", "-o", nowhere))
        self.assertIn("cannot be written", self.refuse("gil", "-o", self.project.state))


if __name__ == "__main__":
    unittest.main()
