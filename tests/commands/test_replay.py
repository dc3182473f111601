"""lab replay: a log in the terminal, by keys."""

import json
import os
import re
import shlex
import shutil
import subprocess
import textwrap
import unittest

from front import LAB, PASSED, USAGE, FrontTest
from tmux import Tmux

SCRIPT = """
    import gc, threading

    cache = {}
    names = []

    def fill(n):
        for i in range(n):
            cache[i] = i * i
            names.append(i)

    workers = [threading.Thread(target=fill, args=(20,), name=f"fills-{n}") for n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    gc.collect()
    del cache[3]
    print("the end")
    """
WATCH = "lines,gc,gil,refcount:cache,object:cache,object:names"


class ReplayTest(FrontTest):
    @classmethod
    def setUpClass(cls):
        if not shutil.which("tmux"):
            raise unittest.SkipTest("tmux is not here (the package tmux)")

    def record(self, source=SCRIPT, watch=WATCH):
        self.write("demo.py", textwrap.dedent(source))
        self.assertExit(self.lab("run", "demo.py", "--watch", watch, "--log-output", "--log", "x.lablog"),
                        PASSED)
        lines = self.lab("log", "x.lablog", "--json").stdout.splitlines()
        return [json.loads(line) for line in lines]

    def terminal(self, *words, width=80, height=24, environment=None, before=""):
        command = " ".join(shlex.quote(str(word)) for word in (LAB, *words))
        settings = self.environment(**{"TERM": "screen-256color", **(environment or {})})
        tmux = Tmux(f"{before}{command}; echo status $?; stty -a; cat", settings, self.folder, width, height)
        self.addCleanup(tmux.close)
        return tmux

    def number(self, screen):
        """The record that the head names, from 1, and how many there are."""
        found = re.search(r"(\d+) / (\d+)", screen.splitlines()[0])
        return (int(found[1]), int(found[2])) if found else (0, 0)

    def at(self, tmux, number):
        return tmux.wait_for(lambda screen: self.number(screen)[0] == number)

    def first_own(self, records):
        for n, record in enumerate(records):
            if record.get("name") == "line" and record["fields"]["file"].endswith("demo.py"):
                return n
        raise AssertionError("no line of the script")

    def next_named(self, records, start, name, **fields):
        for n in range(start + 1, len(records)):
            record = records[n]
            if record.get("name", "").startswith(name) and fields.items() <= record["fields"].items():
                return n
        raise AssertionError(f"no {name} {fields}")


class Keys(ReplayTest):
    def test_the_screen_has_its_parts_at_80_by_24(self):
        records = self.record()
        tmux = self.terminal("replay", "x.lablog")
        tmux.type("o")
        change = self.next_named(records, self.first_own(records), "object.change")
        screen = self.at(tmux, change + 1)
        lines = screen.splitlines()
        self.assertEqual(len(lines), 24)
        self.assertTrue(all(len(line) <= 80 for line in lines))
        self.assertIn("x.lablog", lines[0])
        self.assertRegex(screen, r"▶ +\d+ +(cache\[i\]|names\.append)")
        for part in ("generations", "watched", "cache dict", "MainThread", "fills-0", "▸ `", "leave"):
            self.assertIn(part, screen)

    def test_steps_go_over_the_programs_own_records_and_back(self):
        records = self.record()
        first = self.first_own(records)
        tmux = self.terminal("replay", "x.lablog")
        self.at(tmux, first + 1)
        tmux.type("l")
        second = self.number(tmux.wait_for(lambda screen: self.number(screen)[0] > first + 1))[0]
        tmux.type("h")
        self.at(tmux, first + 1)
        tmux.type("L")
        tmux.wait_for(lambda screen: self.number(screen)[0] > second)
        tmux.type("H")
        self.at(tmux, first + 1)
        tmux.type("a", "l")
        self.at(tmux, first + 2)

    def test_keys_jump_to_the_next_of_a_kind_and_back(self):
        records = self.record()
        tmux = self.terminal("replay", "x.lablog")
        here = self.first_own(records)
        self.at(tmux, here + 1)
        for key, name in (("o", "object.change"), ("r", "refcount.write"), ("g", "gc.stop")):
            here = self.next_named(records, here, name)
            tmux.type(key)
            self.at(tmux, here + 1)
        tmux.type("Home")
        here = self.first_own(records)
        self.at(tmux, here + 1)
        hand_off = self.next_named(records, here, "gil.take", handoff=True)
        tmux.type("i")
        screen = self.at(tmux, hand_off + 1)
        self.assertIn("hand-off", screen)
        tmux.type("End")
        tmux.wait_for(lambda screen: self.number(screen)[0] > hand_off + 1)
        tmux.type("Home")
        self.at(tmux, self.first_own(records) + 1)

    def test_why_goes_to_the_line_and_b_comes_back(self):
        records = self.record()
        tmux = self.terminal("replay", "x.lablog")
        change = self.next_named(records, self.first_own(records), "object.change", change="resize")
        self.at(tmux, self.first_own(records) + 1)
        tmux.type("/", "resize", "Enter")
        self.at(tmux, change + 1)
        tmux.type("w")
        screen = tmux.wait_for("b goes back")
        cause = records[self.number(screen)[0] - 1]
        self.assertEqual(cause["name"], "line")
        self.assertEqual(cause["fields"]["line"], records[change]["fields"]["line"])
        self.assertEqual(cause["tid"], records[change]["tid"])
        tmux.type("b")
        self.at(tmux, change + 1)

    def test_a_search_that_finds_nothing_says_so(self):
        records = self.record()
        tmux = self.terminal("replay", "x.lablog")
        self.at(tmux, self.first_own(records) + 1)
        tmux.type("/", "no-such-word", "Enter")
        tmux.wait_for("no  no-such-word after this")

    def test_time_is_zoomed_and_whole_again(self):
        records = self.record()
        tmux = self.terminal("replay", "x.lablog")
        whole = tmux.wait_for("▼")
        ruler = next(line for line in whole.splitlines() if "▼" in line)
        tmux.type("+")
        tmux.wait_for(lambda screen: ruler not in screen and "▼" in screen)
        tmux.type("0")
        tmux.wait_for(ruler)
        self.assertTrue(records)

    def test_play_comes_to_the_end(self):
        records = self.record()
        tmux = self.terminal("replay", "x.lablog", "--pace", "100000")
        self.at(tmux, self.first_own(records) + 1)
        tmux.type("Space")
        tmux.wait_for(lambda screen: self.number(screen)[0] > len(records) - 60 and "paused" in screen)

    def test_the_help_names_every_key(self):
        self.record()
        tmux = self.terminal("replay", "x.lablog")
        tmux.wait_for("leave")
        tmux.type("?")
        screen = tmux.wait_for("? goes back")
        for word in ("play, pause", "hand-off", "search", "cause", "zoom", "follow"):
            self.assertIn(word, screen)


class Terminal(ReplayTest):
    def settings(self, screen):
        return screen[screen.index("speed"):] if "speed" in screen else screen

    def leave(self, key, status):
        self.record()
        tmux = self.terminal("replay", "x.lablog", before="stty -a > before.txt; ")
        tmux.wait_for("leave")
        tmux.type(key)
        screen = tmux.wait_for(lambda text: f"status {status}" in text and "extproc" in text)
        before = (self.folder / "before.txt").read_text().split()
        after = screen[screen.index("speed"):].split()
        self.assertEqual(after[:len(before)], before)
        self.assertEqual(tmux.call("display-message", "-p", "#{alternate_on}#{cursor_flag}").strip(), "01")

    def test_leaving_gives_the_terminal_back(self):
        self.leave("q", 0)

    def test_ctrl_c_gives_the_terminal_back(self):
        self.leave("C-c", 130)

    def test_another_size_is_drawn_anew(self):
        self.record()
        tmux = self.terminal("replay", "x.lablog")
        tmux.wait_for("leave")
        tmux.type("o")
        tmux.call("resize-window", "-x", "120", "-y", "40")
        tmux.wait_for(lambda screen: len(screen.splitlines()) == 40 and "leave" in screen.splitlines()[-1])
        tmux.call("resize-window", "-x", "40", "-y", "12")
        screen = tmux.wait_for(lambda text: len(text.splitlines()) == 12 and "leave" in text.splitlines()[-1])
        self.assertTrue(all(len(line) <= 40 for line in screen.splitlines()))

    def test_without_utf8_all_is_ascii(self):
        self.record()
        tmux = self.terminal("replay", "x.lablog", environment={"LC_ALL": "C"})
        tmux.wait_for("leave")
        tmux.type("o")
        screen = tmux.wait_for("> `")
        self.assertTrue(screen.isascii(), screen)

    def test_no_color_has_none(self):
        self.record()
        tmux = self.terminal("replay", "x.lablog", environment={"NO_COLOR": "1"})
        tmux.wait_for("leave")
        self.assertNotRegex(tmux.text("-e"), r"\x1b\[(3[0-7]|38)")

    def test_names_and_output_of_strangers_are_text(self):
        self.record("""
            import threading
            name = "\\x1b]0;owned\\x07\\x1b[2Jevil"
            t = threading.Thread(target=lambda: None, name=name)
            t.start(); t.join()
            print("\\x1b[31mred\\x1b[2J")
            """, "lines,gil")
        tmux = self.terminal("replay", "x.lablog")
        tmux.wait_for("leave")
        tmux.type("End")
        tmux.wait_for("red")
        self.assertIn("leave", tmux.text())
        self.assertNotEqual(tmux.call("display-message", "-p", "#{pane_title}").strip(), "owned")


class Plain(ReplayTest):
    @classmethod
    def setUpClass(cls):
        pass  # no terminal is needed

    def test_in_a_pipe_each_own_record_is_a_line(self):
        records = self.record()
        process = self.lab("replay", "x.lablog")
        self.assertExit(process, PASSED)
        lines = process.stdout.splitlines()
        own = [r for r in records if r.get("fields", {}).get("file", "").endswith("demo.py")]
        self.assertGreaterEqual(len(lines), len(own))
        self.assertIn("is about to be executed", process.stdout)
        self.assertNotIn("\x1b", process.stdout)

    def test_a_dumb_terminal_gets_lines(self):
        if not shutil.which("tmux"):
            self.skipTest("tmux is not here")
        self.record()
        tmux = self.terminal("replay", "x.lablog", environment={"TERM": "dumb"}, before="TERM=dumb ")
        tmux.wait_for("status 0")

    def test_a_reader_that_goes_away_ends_it(self):
        self.record()
        with subprocess.Popen([LAB, "replay", "x.lablog", "--plain"], cwd=self.folder, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, env=self.environment()) as process:
            process.stdout.readline()
            process.stdout.close()
            said = process.stderr.read()
            process.wait(60)
        self.assertEqual(said, "")

    def test_a_cut_log_is_shown_up_to_its_cut(self):
        records = self.record()
        log = self.folder / "x.lablog"
        os.truncate(log, log.stat().st_size * 3 // 4)
        process = self.lab("replay", "x.lablog", "--plain")
        self.assertExit(process, PASSED)
        self.assertGreater(len(records), len(process.stdout.splitlines()))

    def test_what_is_no_log_is_told_with_exit_2(self):
        self.write("text.lablog", "no log\n" * 2000)
        self.record()
        other = bytearray((self.folder / "x.lablog").read_bytes())
        other[8] = 99
        self.write("other.lablog", bytes(other))
        self.write("empty.lablog", "")
        for name, word in (("text.lablog", "log"), ("other.lablog", "version 99"), ("empty.lablog", "log"),
                           ("none.lablog", "No such file"), (".", "not a regular file")):
            with self.subTest(name):
                process = self.lab("replay", name)
                self.assertExit(process, USAGE)
                self.assertIn(word, process.stderr)
                self.assertNotIn("Traceback", process.stderr)

    def test_a_log_without_events_is_no_error(self):
        self.write("quiet.py", "pass\n")
        self.assertExit(self.lab("run", "quiet.py", "--log", "q.lablog"), PASSED)
        self.assertExit(self.lab("replay", "q.lablog"), PASSED)
