"""scripts/lab: how it starts the lab that it built."""

import unittest

from stand_in import ScriptTest


class Starting(ScriptTest):
    def test_arguments_reach_lab_as_they_are(self):
        done = self.lab("run", "two words", "*", "")
        self.assertEqual(done.stdout, "lab:4:run two words * \n")

    def test_exit_code_of_lab_is_the_script_s(self):
        self.lab("run", environment={"LAB_EXIT": "1"}, code=1)

    def test_stdout_is_the_lab_s_alone(self):
        done = self.lab("list")
        self.assertEqual(done.stdout, "lab:1:list\n")
        self.assertIn("Building", done.stderr)

    def test_started_by_a_link_from_another_folder(self):
        link = self.project.folder / "lab-link"
        link.symlink_to(self.project.root / "scripts" / "lab")
        done = self.project.run(link, "list")
        self.assertEqual((done.returncode, done.stdout), (0, "lab:1:list\n"), done.stderr)

    def test_unfinished_checkout_of_somebody_else(self):
        (self.project.root / "build").mkdir()
        done = self.lab("list", as_nobody=True, code=3)
        self.assertIn("cannot write in", done.stderr)
        self.assertIn("sudo chown -R", done.stderr)

    def test_nothing_to_do_asks_ninja_only(self):
        self.lab("list")
        done = self.lab("list")
        self.assertEqual(done.stderr, "")
        self.assertEqual([call.split()[0] for call in self.project.calls], ["nproc", "ninja"])

    def test_finished_checkout_of_somebody_else(self):
        self.lab("list")
        done = self.lab("list", as_nobody=True)
        self.assertEqual(done.stdout, "lab:1:list\n")
        self.assertEqual(self.project.called("ninja"), [])


if __name__ == "__main__":
    unittest.main()
