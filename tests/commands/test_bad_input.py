"""What a person can get wrong: each gives one clear message and the documented exit code."""

import os
import shutil
import unittest

from front import COULD_NOT_RUN, EXERCISES, USAGE, WRONG, FrontTest


class Target(FrontTest):
    def test_unknown_slug_names_the_nearest(self):
        process = self.lab("run", "gc-cycels")
        self.assertExit(process, USAGE)
        self.assertIn("gc-cycles", process.stderr)
        self.assertIn("lab list", process.stderr)

    def test_slug_like_nothing_names_no_other(self):
        process = self.lab("run", "zzzzzzzzzzzzzz")
        self.assertExit(process, USAGE)
        self.assertNotIn("did you mean", process.stderr)

    def test_nothing_to_run(self):
        self.assertExit(self.lab("run"), USAGE)

    def test_unknown_verb(self):
        self.assertExit(self.lab("rnu", "gc-cycles"), USAGE)

    def test_missing_file(self):
        process = self.lab("run", "there/is/none.py")
        self.assertExit(process, USAGE)
        self.assertIn("there/is/none.py", process.stderr)

    def test_folder(self):
        (self.folder / "folder").mkdir()
        process = self.lab("run", "folder/")
        self.assertExit(process, USAGE)
        self.assertIn("is a folder", process.stderr)

    @unittest.skipIf(os.geteuid() == 0, "root reads everything")
    def test_unreadable_file(self):
        self.write("closed.py", "pass").chmod(0)
        process = self.lab("run", "closed.py")
        self.assertExit(process, USAGE)
        self.assertIn("closed.py", process.stderr)

    def test_binary(self):
        shutil.copy("/bin/true", self.folder / "true.py")
        process = self.lab("run", "true.py")
        self.assertExit(process, USAGE)
        self.assertIn("binary", process.stderr)

    def test_nul_byte_is_found_with_its_line(self):
        self.write("nul.py", b"x = 1\ny = '\0'\n")
        process = self.lab("run", "nul.py")
        self.assertExit(process, USAGE)
        self.assertIn("nul.py:2:", process.stderr)

    def test_syntax_error_has_file_and_line(self):
        self.write("broken.py", "x = 1\ndef f(:\n    pass\n")
        process = self.lab("run", "broken.py")
        self.assertExit(process, WRONG)
        self.assertIn("broken.py:2", process.stderr)

    def test_python_that_is_not_built(self):
        process = self.lab("run", "gc-cycles", "--python", "3.99")
        self.assertExit(process, COULD_NOT_RUN)
        self.assertIn("scripts/lab hosts add", process.stderr)

    def test_limit_that_is_none(self):
        process = self.lab("run", "gc-cycles", "--limits", "wall=soon")
        self.assertExit(process, USAGE)
        self.assertIn("wall=soon", process.stderr)

    def assertWatchRefused(self, watch, *words):
        with self.subTest(watch):
            process = self.lab("run", "one.py", "--watch", watch)
            self.assertExit(process, USAGE)
            self.assertEqual(process.stdout, "")  # nothing was run
            self.assertIn("--watch: ", process.stderr)
            for word in words:
                self.assertIn(word, process.stderr)

    def test_unknown_watch(self):
        self.write("one.py", "print(1)")
        every = ("gc", "alloc:calls", "lines", "instructions", "deaths", "locks:all", "tasks", "refcount:NAME", "object:NAME")
        self.assertWatchRefused("everything", "'everything'", "for example", *every)
        self.assertWatchRefused("gc,everything", "'everything'")
        self.assertWatchRefused("gc,,lines", "''")
        self.assertWatchRefused("\x1b[31mred", "\u241b[31mred")

    def test_watch_without_its_name(self):
        self.write("one.py", "print(1)")
        self.assertWatchRefused("refcount", "write refcount:NAME", "cache.data")
        self.assertWatchRefused("gc,object:", "write object:NAME")

    def test_watch_of_what_is_no_name(self):
        self.write("one.py", "print(1)")
        for name in ("1a", "a..b", "a[0]", "a b", "a()", "a:b"):
            self.assertWatchRefused(f"refcount:{name}", f"'{name}' is no name")

    def test_watch_that_takes_no_name(self):
        self.write("one.py", "print(1)")
        self.assertWatchRefused("gc:x", "write gc")
        self.assertWatchRefused("lines:10", "write lines")
        self.assertWatchRefused("alloc:size", "write alloc or alloc:calls")


class Answer(FrontTest):
    def test_missing(self):
        process = self.lab("run", "gc-cycles", "--answer", "none.py")
        self.assertExit(process, USAGE)
        self.assertIn("none.py", process.stderr)

    def test_binary(self):
        self.write("a.py", b"\x7fELF\0\0")
        self.assertExit(self.lab("run", "gc-cycles", "--answer", "a.py"), USAGE)

    def test_syntax_error_has_the_answers_own_name_and_line(self):
        self.write("mine.py", "\n\ndef make(:\n")
        process = self.lab("run", "gc-cycles", "--answer", "mine.py")
        self.assertExit(process, COULD_NOT_RUN)
        self.assertIn("mine.py:3", process.stdout)
        self.assertNotIn("/answer.py", process.stdout)

    def test_without_the_function_that_the_task_asks_for(self):
        self.write("mine.py", "x = 1\n")
        process = self.lab("run", "gc-cycles", "--answer", "mine.py")
        self.assertExit(process, COULD_NOT_RUN)
        self.assertIn("mine.py", process.stdout)
        self.assertIn("does not define", process.stdout)

    def test_with_a_plain_script(self):
        self.write("a.py", "pass")
        self.assertExit(self.lab("run", "a.py", "--answer", "a.py"), USAGE)


class BrokenExercise(FrontTest):
    """Copies a good exercise and breaks its exercise.toml in one place."""

    def break_exercise(self, old, new):
        shutil.copytree(EXERCISES / "internals/gc-cycles", self.folder / "own/internals/gc-cycles")
        path = self.folder / "own/internals/gc-cycles/exercise.toml"
        text = path.read_text()
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1))
        line = text[: text.index(old)].count("\n") + 1
        return line, self.environment(LAB_EXERCISES=str(self.folder / "own"))

    def test_toml_syntax_error_has_line_and_column(self):
        line, environment = self.break_exercise("number = ", "number = = ")
        process = self.lab("run", "gc-cycles", environment=environment)
        self.assertExit(process, COULD_NOT_RUN)
        self.assertRegex(process.stderr, rf"exercise\.toml:{line}:\d+: ")

    def test_unknown_operator_says_what_was_expected(self):
        line, environment = self.break_exercise("equals = ", "equal = ")
        process = self.lab("run", "gc-cycles", environment=environment)
        self.assertExit(process, COULD_NOT_RUN)
        self.assertIn("'equal'", process.stderr)
        self.assertIn("at_least", process.stderr)
        self.assertRegex(process.stderr, r"exercise\.toml:\d+:\d+: ")

    def test_list_shows_the_others_and_names_the_broken_one(self):
        _, environment = self.break_exercise("number = ", "number = = ")
        shutil.copytree(EXERCISES / "internals/list-growth", self.folder / "own/internals/list-growth")
        process = self.lab("list", environment=environment)
        self.assertExit(process, COULD_NOT_RUN)
        self.assertIn("list-growth", process.stdout)
        self.assertIn("gc-cycles/exercise.toml", process.stderr)


if __name__ == "__main__":
    unittest.main()
