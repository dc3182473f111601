"""`lab run --log-output`: what a run prints is in its log, while it goes on, and nowhere else."""

import json
import os
import subprocess
import unittest

from front import LAB, PASSED, WRONG, FrontTest

PIECE = 32 << 10
ROOM = 8 << 20


class LogOutputTest(FrontTest):
    def run_logged(self, source, *options, code=PASSED):
        self.write("prints.py", source)
        process = self.lab("run", "prints.py", "--log-output", "--log", "o.lablog", *options)
        self.assertExit(process, code)
        return process

    def records(self):
        process = self.lab("log", "o.lablog", "--json")
        self.assertExit(process, PASSED)
        return [json.loads(line) for line in process.stdout.splitlines()]

    def events(self):
        return [record["fields"] for record in self.records() if record.get("name") == "output"]

    def text(self, stream):
        return "".join(event["text"] for event in self.events() if event["stream"] == stream)


class LogOutput(LogOutputTest):
    def test_both_streams_are_in_the_log_and_only_there(self):
        process = self.run_logged("import sys; print('told'); print('warned', file=sys.stderr)")
        self.assertEqual((process.stdout, process.stderr), ("", ""))
        self.assertEqual(self.text("stdout"), "told\n")
        self.assertEqual(self.text("stderr"), "warned\n")
        self.assertEqual({event["left_out"] for event in self.events()}, {0})

    def test_a_traceback_is_in_the_log_and_the_page_on_stderr(self):
        process = self.run_logged("1/0", code=WRONG)
        self.assertNotIn("Traceback", process.stderr)
        self.assertIn("ZeroDivisionError", process.stderr)
        self.assertIn("Traceback", self.text("stderr"))

    def test_with_json_the_document_has_it_too(self):
        process = self.run_logged("print('told')", "--json")
        self.assertEqual(json.loads(process.stdout)["results"][0]["stdout"], "told\n")
        self.assertEqual(self.text("stdout"), "told\n")

    def test_an_exercise(self):
        answer = self.write("mine.py", "print('from the answer')")
        self.lab("run", "gc-cycles", "--answer", answer, "--log-output", "--log", "o.lablog")
        self.assertIn("from the answer\n", self.text("stdout"))

    def test_the_front_is_no_process_of_the_run(self):
        self.run_logged("print('told')")
        records = self.records()
        started = {record["pid"] for record in records if record["kind"] == "process_start"}
        writers = {record["pid"] for record in records if record.get("name") == "output"}
        self.assertEqual((len(started), len(writers)), (1, 1))
        self.assertFalse(started & writers)

    def test_without_the_option_there_is_none(self):
        self.write("prints.py", "print('told')")
        process = self.lab("run", "prints.py", "--log", "o.lablog")
        self.assertEqual(process.stdout, "told\n")
        self.assertEqual(self.events(), [])

    def test_standard_input_is_empty(self):
        self.run_logged("import sys; print(repr(sys.stdin.read()))")
        self.assertEqual(self.text("stdout"), "''\n")


class Live(LogOutputTest):
    def test_read_while_the_script_waits_for_its_reader(self):
        os.mkfifo(self.folder / "seen")
        self.write("prints.py", "print('before', flush=True); print(open('seen').read())")
        command = [LAB, "run", "prints.py", "--log-output", "--log", "o.lablog"]
        process = subprocess.Popen(command, cwd=self.folder, env=self.environment())
        self.addCleanup(process.wait, 100)
        while "before" not in self.lab("log", "o.lablog", "--name", "output").stdout:
            self.assertIsNone(process.poll())
        (self.folder / "seen").write_text("after")
        self.assertEqual(process.wait(100), PASSED)
        self.assertEqual(self.text("stdout"), "before\nafter\n")


class Pieces(LogOutputTest):
    def test_a_code_point_in_two_portions_is_put_together(self):
        source = "import os\nfor byte in 'é😀'.encode(): os.write(1, bytes([byte]))"
        self.run_logged(source)
        self.assertEqual(self.text("stdout"), "é😀")
        self.assertNotIn("\ufffd", "".join(event["text"] for event in self.events()))

    def test_bytes_that_are_not_utf8_and_an_end_within_a_code_point(self):
        self.run_logged(r"import os; os.write(1, b'a\xff\xed\xa0\x80b\xf0\x9f\x98')")
        self.assertEqual(self.text("stdout"), "a" + "\ufffd" * 4 + "b\ufffd")

    def test_a_large_portion_is_cut_between_code_points(self):
        self.run_logged("import os; os.write(1, b'x' + '😀'.encode() * 60_000)")
        self.assertEqual(self.text("stdout"), "x" + "😀" * 60_000)
        self.assertLessEqual(max(len(event["text"].encode()) for event in self.events()), PIECE)

    def test_a_million_lines(self):
        self.run_logged("for i in range(1_000_000): print(i)", "--limits", "output=none,wall=60,cpu=60")
        self.assertEqual(self.text("stdout"), "".join(f"{i}\n" for i in range(1_000_000)))

    def test_what_finds_no_room_is_counted_and_the_other_stream_has_its_own(self):
        source = """
import os
line = b"0123456789abcde\\n"
for i in range(20 * 64): os.write(1, line * 1024)
os.write(2, b"last words\\n")
"""
        self.run_logged(source, "--limits", "output=none")
        events = [event for event in self.events() if event["stream"] == "stdout"]
        text, told = events[:-1], events[-1]
        kept = "".join(event["text"] for event in text)
        self.assertTrue(("0123456789abcde\n" * (ROOM // 16)).startswith(kept))
        self.assertLessEqual(len(kept), ROOM)
        self.assertGreater(len(kept), ROOM - 2 * PIECE)
        self.assertEqual(told["left_out"], (20 << 20) - len(kept))
        self.assertEqual(told["text"], f"… {told['left_out']} bytes more were printed")
        self.assertEqual(self.text("stderr"), "last words\n")
        self.assertLess((self.folder / "o.lablog").stat().st_size, ROOM + (1 << 20))


class Hostile(LogOutputTest):
    def test_a_script_that_cuts_its_log_ends_only_itself(self):
        self.write("cuts.py", "import os\nos.truncate(os.environ['LAB_LOG'], 0)\nos.write(1, b'x')\nos._exit(0)")
        process = self.lab("run", "cuts.py", "--log-output", "--log", "o.lablog")
        self.assertGreater(process.returncode, 0, "a signal ended the front")
        self.assertIn("o.lablog", process.stderr)

    def test_a_full_log(self):
        self.run_logged("print('x' * 1_000_000)", "--log-size", "256K", code=3)
        self.assertLess((self.folder / "o.lablog").stat().st_size, (256 << 10) + 1)

    def test_escapes_do_not_reach_the_terminal(self):
        self.run_logged(r"print('\x1b]0;title\x07')")
        self.assertNotIn("\x1b", self.lab("log", "o.lablog").stdout)


if __name__ == "__main__":
    unittest.main()
