"""The hostile collection: every deed comes to its verdict, and harms nobody else."""

import os
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from hostile import HONEST, HOST, ORDINARY, HostileTest

COMMANDS = ("::error ", "::warning ", "::notice ", "::group::", "::endgroup::")


SECRET = "secret-of-the-box-4711"  # of the reference answer, which only exercise.toml and it know
HARMLESS = ["opens_sockets", "reads_passwords", "starts_a_shell", "unpickles_a_command", "writes_its_memory"]


class CollectionTest(HostileTest):
    def test_every_deed_comes_to_its_verdict(self):
        self.assertGreaterEqual(len(self.deeds), 60)
        for deed in self.deeds:
            with self.subTest(deed=deed.name):
                shown = deed.name.encode(errors="surrogateescape").decode(errors="replace")
                result = self.results.get(deed.name) or self.results.get(shown)
                self.assertIsNotNone(result, "it has no result")
                self.assertIn((result["status"], result["cause"]), deed.verdicts, result["message"])

    def test_what_is_no_file_is_passed_over_by_name(self):
        graded = [name for name in self.passed_over if self.results.get(name, {}).get("status") == "passed"]
        self.assertEqual(graded, [])
        said = self.report("r.json") + self.report("stdout")
        for name in self.passed_over:
            self.assertIn(name, said)

    def test_honest_ones_have_the_same_result_as_alone(self):
        for name in HONEST:
            seen = [{key: value for key, value in results[name].items() if key not in ("seconds", "source")}
                    for results in (self.alone, self.results)]
            self.assertEqual(seen[0], seen[1])
            self.assertEqual(seen[0]["status"], "passed")

    def test_nothing_was_reached(self):
        self.assertFalse(self.inside["reached"], "a run connected to a server of the machine")
        for deed in self.deeds:
            shown = self.results[deed.name]["stdout"] if deed.name in self.results else ""
            for text in [*deed.never, SECRET]:
                with self.subTest(deed=deed.name):
                    self.assertNotIn(text, shown)

    def test_nothing_is_left(self):
        self.assertEqual(self.inside["left"], [])
        self.assertEqual(os.listdir(self.folder / "tmp"), [])
        self.assertEqual(Path("/proc/self/mounts").read_text(), self.mounts)
        for place in "/tmp", "/var/tmp", "/dev/shm", "/", "/root", "/home", "/run":
            self.assertFalse((Path(place) / "written-by-hostile").exists(), place)

    def test_reports_are_valid(self):
        tree = ElementTree.parse(self.folder / "r.xml")
        self.assertGreaterEqual(len(tree.findall(".//testcase")), 60)
        self.assertNotIn("<script>alert(1)", self.report("r.html"))

    def test_no_line_is_a_command_of_theirs(self):
        """What --github prints is obeyed line by line, but not between ::stop-commands::TOKEN and ::TOKEN::."""
        token = None
        for line in map(str.lstrip, self.report("stdout").splitlines()):
            if token is not None:
                token = None if line == f"::{token}::" else token
            elif line.startswith("::stop-commands::"):
                token = line.removeprefix("::stop-commands::")
                self.assertGreaterEqual(len(token), 16, "it can be guessed")
            elif line.startswith("::"):
                self.assertTrue(line.startswith(COMMANDS), line)
        self.assertNotIn("\x1b", self.report("stdout"))


class Collection(CollectionTest):
    def test_what_was_not_reached_is_reached_where_nothing_holds_a_run(self):
        """Those that harm nobody, by the host alone: a deed that can do nothing would prove nothing."""
        for name in HARMLESS:
            [deed] = [deed for deed in self.deeds if deed.name == name]
            with self.subTest(deed=name), tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "deed.py"
                path.write_bytes(deed.text)
                process = subprocess.run([HOST, path], cwd=folder, capture_output=True, text=True, errors="replace")
                self.assertTrue([text for text in deed.never if text in process.stdout], process.stderr)


class CollectionOfAnOrdinaryUser(CollectionTest):
    user = ORDINARY

    @classmethod
    def setUpClass(cls):
        if os.geteuid() != 0:
            raise unittest.SkipTest("the other class is graded by an ordinary user already")
        become = ["setpriv", f"--reuid={ORDINARY}", f"--regid={ORDINARY}", "--clear-groups"]
        if subprocess.run([*become, HOST, "-c", ""], capture_output=True).returncode != 0:
            raise unittest.SkipTest(f"{HOST} or its Python lies in a folder that is closed to other users")
        super().setUpClass()


if __name__ == "__main__":
    unittest.main()
