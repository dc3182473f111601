"""The record of an exception that nothing caught."""

from driver import HostTest, of_kind


class ExceptionRecord(HostTest):
    def exception(self, text, status=1):
        script = self.write("script.py", text)
        process, records = self.record(script)
        self.assertStatus(process, status)
        (found,) = of_kind(records, "exception")
        self.stderr = process.stderr
        return found["type"], found["message"], found["file"], found["line"]

    def place(self, name="script.py"):
        return str(self.folder / name)

    def test_built_in(self):
        found = self.exception("\ndef f():\n  return 1 / 0\n\nf()\n")
        self.assertEqual(found, ("ZeroDivisionError", "division by zero", self.place(), 3))

    def test_of_the_script_itself(self):
        found = self.exception("class Own(Exception): pass\nraise Own('a', 'é')\n")
        self.assertEqual(found, ("Own", "('a', 'é')", self.place(), 2))

    def test_of_a_module(self):
        found = self.exception("import json\njson.loads('{')\n")
        self.assertEqual(found[0], "json.decoder.JSONDecodeError")
        self.assertTrue(found[2].endswith("json/decoder.py"))

    def test_innermost_of_several_files(self):
        self.write("answer.py", "def answer():\n\n  raise AttributeError('no')\n")
        found = self.exception("import answer\nanswer.answer()\n")
        self.assertEqual(found, ("AttributeError", "no", self.place("answer.py"), 3))

    def test_missing_attribute_of_a_module(self):
        self.write("answer.py", "")
        found = self.exception("import answer\nanswer.answer()\n")
        message = "module 'answer' has no attribute 'answer'"
        self.assertEqual(found, ("AttributeError", message, self.place(), 2))

    def test_chained(self):
        found = self.exception("try:\n  1 / 0\nexcept ZeroDivisionError:\n  raise KeyError('k')\n")
        self.assertEqual(found, ("KeyError", "'k'", self.place(), 4))

    def test_group(self):
        found = self.exception("raise ExceptionGroup('two', [ValueError(1), TypeError(2)])\n")
        message = "two (2 sub-exceptions)"
        self.assertEqual(found, ("ExceptionGroup", message, self.place(), 1))

    def test_syntax_error_of_the_script(self):
        found = self.exception("x = 1\ny = = 2\n")
        self.assertEqual(found[0], "SyntaxError")
        self.assertEqual(found[2:], (self.place(), 2))

    def test_syntax_error_of_an_imported_file(self):
        self.write("answer.py", "\n\ndef answer(:\n")
        found = self.exception("import answer\n")
        self.assertEqual(found[0], "SyntaxError")
        self.assertEqual(found[2:], (self.place("answer.py"), 3))

    def test_syntax_error_raised_by_hand(self):
        found = self.exception("\nraise SyntaxError('mine')\n")
        self.assertEqual(found, ("SyntaxError", "mine", self.place(), 2))

    def test_indentation_error(self):
        found = self.exception("def f():\npass\n")
        self.assertEqual(found[0], "IndentationError")
        self.assertEqual(found[2:], (self.place(), 2))

    def test_str_that_raises(self):
        found = self.exception(
            "class Bad(Exception):\n  def __str__(self): raise SystemExit(9)\nraise Bad\n"
        )
        self.assertEqual(found, ("Bad", "<its __str__ failed>", self.place(), 3))

    def test_lone_surrogate(self):
        found = self.exception("raise ValueError('\\udc80')\n")
        self.assertEqual(found[1], "\\udc80")

    def test_very_long_message_is_cut(self):
        found = self.exception("raise ValueError('ä' * 10_000_000)\n")
        self.assertEqual(found[1], "ä" * (16 << 10))

    def test_keyboard_interrupt(self):
        found = self.exception("raise KeyboardInterrupt\n", status=-2)
        self.assertEqual(found, ("KeyboardInterrupt", "", self.place(), 1))

    def test_excepthook_of_the_program_still_runs(self):
        self.exception(
            "import sys\nsys.excepthook = lambda t, v, tb: print('mine', t.__name__, file=sys.stderr)\n"
            "raise ValueError('x')\n"
        )
        self.assertEqual(self.stderr, "mine ValueError\n")

    def test_traceback_on_stderr_is_that_of_python(self):
        self.exception("def f():\n  raise ValueError('x')\nf()\n")
        self.assertTrue(self.stderr.startswith("Traceback (most recent call last):\n"))
        self.assertTrue(self.stderr.endswith("ValueError: x\n"))


class NoExceptionRecord(HostTest):
    def check(self, code):
        _, records = self.record("-c", code)
        self.assertEqual(of_kind(records, "exception"), [])

    def test_system_exit(self):
        self.check("raise SystemExit('no')")

    def test_caught(self):
        self.check("try: 1 / 0\nexcept ZeroDivisionError: pass")

    def test_in_a_thread(self):
        """threading reports those itself: the process goes on."""
        self.check("import threading\nt = threading.Thread(target=lambda: 1 / 0)\nt.start()\nt.join()")
