"""lab grade: what lies in a folder of submissions is graded, or named with the reason; never followed,
never waited for, never lost."""

import os
import socket
import unittest

from front import COULD_NOT_RUN, PASSED, USAGE, WRONG
from grading import RIGHT, GradingTest


class BadFile(GradingTest):
    """Beside an honest submission, which has its points in each case."""

    def setUp(self):
        super().setUp()
        self.hand_in(two=RIGHT)

    def assertNamed(self, reason, cause="forbidden"):
        process, results = self.grade(code=COULD_NOT_RUN)
        bad, honest = sorted(results, key=lambda result: result["status"])
        self.assertEqual((honest["exercise"], honest["status"]), ("two", "passed"))
        self.assertEqual((bad["status"], bad["cause"], bad["score"]), ("error", cause, 0))
        self.assertIn(reason, bad["message"])
        self.assertIn(reason, process.stderr)
        return bad

    def test_empty(self):
        self.hand_in(one="")
        bad = self.assertNamed("the file is empty")
        self.assertEqual((bad["exercise"], bad["max_score"]), ("one", 4))
        self.assertEqual(bad["source"], "submissions/one.py")

    def test_symbolic_link(self):
        os.symlink(self.write("answers/one.py", RIGHT), self.folder / "submissions/one.py")
        self.assertNamed("is a symbolic link, which is not followed")

    def test_dangling_link(self):
        os.symlink("nowhere", self.folder / "submissions/one.py")
        self.assertNamed("is a symbolic link")

    def test_named_pipe(self):
        os.mkfifo(self.folder / "submissions/one.py")
        self.assertNamed("is a named pipe")

    def test_socket(self):
        with socket.socket(socket.AF_UNIX) as listener:
            here = os.open(self.folder / "submissions", os.O_RDONLY)
            self.addCleanup(os.close, here)
            listener.bind(f"/proc/self/fd/{here}/one.py")  # however long the folder's own path is
            self.assertNamed("is a socket")

    def test_device(self):
        os.symlink("/dev/zero", self.folder / "submissions/one.py")
        self.assertNamed("is a symbolic link")
        process = self.lab("grade", "/dev/zero")
        self.assertExit(process, USAGE)
        self.assertIn("/dev/zero: is no .py file", process.stderr)

    def test_binary(self):
        self.write("submissions/one.py", b"\x7fELF\n\x00\x01")
        self.assertNamed("NUL byte in line 2: it is binary")

    def test_utf_16(self):
        self.write("submissions/one.py", RIGHT.encode("utf-16"))
        self.assertNamed("is UTF-16; save it as UTF-8")

    def test_fifty_megabytes(self):
        self.write("submissions/one.py", b"#" * (50 << 20))
        self.assertNamed("is longer than 1024 KiB")

    def test_folder_that_is_called_like_a_file(self):
        (self.folder / "submissions/one.py").mkdir()
        process, [result] = self.grade(code=PASSED)
        self.assertEqual(result["exercise"], "two")

    def test_not_python(self):
        self.hand_in(one="This is my answer.\n")
        self.assertNamed("SyntaxError", cause="exception")

    def test_unknown_name(self):
        self.hand_in(ones=RIGHT)
        bad = self.assertNamed("no exercise is called 'ones'; did you mean one?", cause="needs")
        self.assertEqual(bad["exercise"], "ones")

    def test_names_with_newlines_and_quotes(self):
        for name in "o\nne", "o'n\"e", "..", "`id`", "$(id)", "%2e%2e%2fone", "-h", "a b":
            with self.subTest(name):
                path = self.write(f"submissions/person/{name}.py", RIGHT)
                process, results = self.grade()
                if name.startswith("."):
                    self.assertIn("passed over submissions/person/...py: a hidden file", process.stdout)
                else:
                    self.assertEqual({r["exercise"] for r in results}, {name, "two"})
                path.unlink()

    def test_way_out_of_the_folder(self):
        self.write("elsewhere/one.py", RIGHT)
        process = self.lab("grade", "submissions/../elsewhere/one.py", "--json", "r.json")
        self.assertExit(process, PASSED)
        self.assertEqual(self.results()[0]["source"], "elsewhere/one.py")


class PassedOver(GradingTest):
    def test_what_is_no_submission_is_noted(self):
        self.hand_in(s01__one=RIGHT)
        self.write("submissions/s01/notes.txt", "")
        self.write("submissions/s01/old/one.py", RIGHT)
        self.write("submissions/s01/__pycache__/one.pyc", "")
        self.write("submissions/.git/config", "")
        os.symlink("s01", self.folder / "submissions/s02")
        process, results = self.grade(code=PASSED)
        self.assertEqual([r["person"] for r in results], ["s01"])
        notes = [line for line in process.stdout.splitlines() if line.startswith("note: ")]
        self.assertEqual(
            notes,
            [
                "note: passed over submissions/s01/notes.txt: no .py file",
                "note: passed over submissions/s01/old: a folder within a person's folder",
                "note: passed over submissions/s02: a symbolic link, not followed",
            ],
        )


class UnusablePath(GradingTest):
    def assertUsage(self, sentence, *paths):
        process = self.lab("grade", *paths)
        self.assertExit(process, USAGE)
        self.assertIn(sentence, process.stderr)

    def test_nothing_there(self):
        self.assertUsage("nothing/one.py: no such file or folder", "nothing/one.py")

    def test_slug_instead_of_a_file(self):
        self.assertUsage("lab grade --only one", "one")

    def test_empty_folder(self):
        (self.folder / "submissions").mkdir()
        self.assertUsage("no submission found", "submissions")

    def test_link_to_a_folder(self):
        self.hand_in(s01__one=RIGHT)
        os.symlink("submissions", self.folder / "link")
        self.assertUsage("link: is a symbolic link, which is not followed", "link")
        self.assertUsage("link: is a symbolic link, which is not followed", "link/")

    def test_no_python_file(self):
        self.write("one.txt", RIGHT)
        self.assertUsage("one.txt: is no .py file", "one.txt")

    @unittest.skipIf(os.geteuid() == 0, "root may read everything")
    def test_folder_without_permission(self):
        self.hand_in(s01__one=RIGHT)
        (self.folder / "submissions/s01").chmod(0)
        self.addCleanup((self.folder / "submissions/s01").chmod, 0o700)
        self.assertUsage("submissions/s01: cannot be read", "submissions")


if __name__ == "__main__":
    unittest.main()
