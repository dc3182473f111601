"""scripts/lab hosts add and remove: which interpreter is meant, and which is refused."""

import unittest

from stand_in import ScriptTest


class Hosts(ScriptTest):
    def pythons(self):
        [cmake] = self.project.called("cmake")
        [words] = [word for word in cmake.split(" -D") if word.startswith("LAB_PYTHONS=")]
        return words.partition("=")[2].split(";")

    def test_added_by_path(self):
        program = self.add_interpreter("my python/bin/python3.13")
        done = self.lab("hosts", "add", str(program))
        self.assertEqual(done.stdout, "lab:1:hosts\n")
        self.assertEqual(self.pythons(), [str(self.project.python), str(program)])

    def test_added_by_version_behind_a_shim_that_fails(self):
        self.project.add_program("python3.13", "echo 'pyenv: not set'; exit 127")
        self.add_interpreter(".pyenv/versions/3.13.0/bin/python3.13", "3.13.0")
        newest = self.add_interpreter(".pyenv/versions/3.13.10/bin/python3.13", "3.13.10")
        self.lab("hosts", "add", "3.13")
        self.assertEqual(self.pythons()[1:], [str(newest)])

    def test_added_by_full_version(self):
        older = self.add_interpreter(".pyenv/versions/3.13.0/bin/python3.13", "3.13.0")
        self.add_interpreter(".pyenv/versions/3.13.10/bin/python3.13", "3.13.10")
        self.lab("hosts", "add", "3.13.0")
        self.assertEqual(self.pythons()[1:], [str(older)])

    def test_uv_is_looked_into(self):
        program = self.add_interpreter(".local/share/uv/python/cpython-3.14.2-linux/bin/python3.14", "3.14.2")
        self.lab("hosts", "add", "3.14")
        self.assertEqual(self.pythons()[1:], [str(program)])

    def test_added_twice_stands_once(self):
        program = self.add_interpreter("p/bin/python3.13")
        self.lab("hosts", "add", str(program))
        self.lab("hosts", "add", str(program))
        self.assertEqual(self.project.called("cmake"), [])
        self.assertEqual(len((self.project.root / "build" / "pythons").read_text().splitlines()), 1)

    def test_without_headers(self):
        program = self.add_interpreter("p/bin/python3.13", headers_version="")
        done = self.lab("hosts", "add", str(program), code=3)
        self.assertIn("apt-get install python3.13-dev", done.stderr)
        self.assertEqual(self.project.called("cmake"), [])

    def test_without_a_shared_library(self):
        program = self.add_interpreter("p/bin/python3.13", library="")
        done = self.lab("hosts", "add", str(program), code=3)
        self.assertIn("--enable-shared", done.stderr)

    def test_free_threaded(self):
        program = self.add_interpreter("p/bin/python3.13t", gil_disabled=True)
        self.assertIn("free-threaded", self.lab("hosts", "add", str(program), code=3).stderr)

    def test_too_old(self):
        program = self.add_interpreter("p/bin/python3.10", "3.10.1")
        self.assertIn("3.11 to 3.15", self.lab("hosts", "add", str(program), code=3).stderr)

    def test_version_that_is_nowhere(self):
        self.assertIn("uv python install 3.15.99", self.lab("hosts", "add", "3.15.99", code=3).stderr)

    def test_neither_version_nor_path(self):
        self.lab("hosts", "add", "newest", code=2)
        self.lab("hosts", "add", code=2)

    def test_removed(self):
        program = self.add_interpreter("p/bin/python3.13")
        self.lab("hosts", "add", str(program))
        self.lab("hosts", "remove", "3.13")
        self.assertEqual(self.pythons(), [str(self.project.python)])

    def test_removing_what_was_not_added(self):
        self.assertIn("scripts/lab hosts", self.lab("hosts", "remove", "3.11", code=2).stderr)

    def test_python_that_is_gone_is_left_out(self):
        program = self.add_interpreter("p/bin/python3.13")
        self.lab("hosts", "add", str(program))
        program.unlink()
        done = self.lab("list")
        self.assertIn("hosts remove 3.13.1", done.stderr)
        self.assertEqual(self.pythons(), [str(self.project.python)])

    def test_distribution_with_a_python_that_is_too_old(self):
        self.project.add_python("3.10.12")
        done = self.lab("list", code=3)
        self.assertIn("is 3.10", done.stderr)
        self.assertIn("scripts/lab hosts add 3.13", done.stderr)
        program = self.add_interpreter("p/bin/python3.13")
        self.lab("hosts", "add", str(program))
        self.assertEqual(self.pythons(), [str(program)])

    def test_other_words_go_to_lab(self):
        self.assertEqual(self.lab("hosts", "--json").stdout, "lab:2:hosts --json\n")


if __name__ == "__main__":
    unittest.main()
