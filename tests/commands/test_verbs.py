"""`list`, `show`, `check`, `inspect`, `hosts`, `doctor`."""

import json
import re
import unittest

from front import BIN, EXERCISES, PASSED, USAGE, WRONG, FrontTest

HOSTS = sorted(json.loads(path.read_text())["version"] for path in BIN.glob("lab-host-*.json"))


class List(FrontTest):
    def test_all(self):
        process = self.lab("list", "--json")
        self.assertExit(process, PASSED)
        slugs = {exercise["exercise"] for exercise in json.loads(process.stdout)["exercises"]}
        self.assertEqual(slugs, {path.parent.name for path in EXERCISES.glob("*/*/exercise.toml")})

    def test_unknown_topic(self):
        process = self.lab("list", "astrology")
        self.assertExit(process, USAGE)
        self.assertIn("internals", process.stderr)


class Show(FrontTest):
    def test_does_not_give_the_answer_away(self):
        text = self.lab("show", "gc-cycles").stdout
        self.assertIn("--hints", text)
        self.assertNotIn("PEP 442", text)

    def test_hints_come_one_by_one(self):
        lengths = [len(self.lab("show", "gc-cycles", "--hints", n).stdout) for n in range(3)]
        self.assertEqual(lengths, sorted(set(lengths)))

    def test_starter_is_the_file_itself(self):
        text = self.lab("show", "gc-cycles", "--starter").stdout
        self.assertEqual(text, (EXERCISES / "internals/gc-cycles/starter.py").read_text())


class Check(FrontTest):
    def test_one_exercise_on_every_host(self):
        process = self.lab("check", "gc-cycles")
        self.assertExit(process, PASSED)
        for version in HOSTS:
            self.assertIn(version, process.stdout)

    def test_unknown_slug(self):
        self.assertExit(self.lab("check", "gc-cycels"), USAGE)


class Inspect(FrontTest):
    def test_dict(self):
        process = self.lab("inspect", "-c", "d = {'a': 1, 'b': 2}\ndel d['a']", "d")
        self.assertExit(process, PASSED)
        for word in ("ob_refcnt", "ma_used", "ma_keys", "CPython"):
            self.assertIn(word, process.stdout)

    def test_offsets_and_sizes_are_the_objects_own(self):
        process = self.lab("inspect", "--json", "-c", "l = [1, 2, 3]; l.append(4); l.append(5)", "l")
        self.assertExit(process, PASSED)
        layout = json.loads(process.stdout)["l"]
        fields = {field["field"]: field for field in layout["fields"]}
        self.assertEqual(fields["ob_refcnt"]["offset"], 0)
        self.assertEqual(fields["ob_type"]["offset"], 8)
        self.assertEqual(fields["ob_size"]["value"], 5)
        self.assertEqual(fields["allocated"]["value"], 8)

    def test_name_that_does_not_exist(self):
        process = self.lab("inspect", "-c", "d = 1", "e")
        self.assertExit(process, WRONG)
        self.assertIn("NameError", process.stderr)

    def test_nothing_named(self):
        self.assertExit(self.lab("inspect", "-c", "d = 1"), USAGE)
        self.assertExit(self.lab("inspect"), USAGE)


class Hosts(FrontTest):
    def test_versions_are_what_the_hosts_themselves_say(self):
        import subprocess

        listed = json.loads(self.lab("hosts", "--json").stdout)["hosts"]
        self.assertEqual(sorted(host["version"] for host in listed), HOSTS)
        for host in listed:
            code = "import platform; print(platform.python_version())"
            said = subprocess.run([host["program"], "-c", code], capture_output=True, text=True)
            self.assertEqual(said.stdout.strip(), host["version"])

    def test_python_chooses_the_host(self):
        for version in HOSTS:
            process = self.lab("run", "-c", "import sys; print(sys.version)", "--python", version)
            self.assertTrue(process.stdout.startswith(version), process.stdout)


class Doctor(FrontTest):
    def test_says_what_is_here_and_how_to_get_the_rest(self):
        process = self.lab("doctor")
        self.assertExit(process, PASSED)
        self.assertIn("Landlock", process.stdout)
        for line in process.stdout.splitlines():
            if re.match(r" +missing +", line):
                self.assertRegex(line, "install|hosts add|without|unreadable")

    def test_json(self):
        items = json.loads(self.lab("doctor", "--json").stdout)["items"]
        self.assertTrue(any(item["group"] == "CPython" and item["present"] for item in items))


if __name__ == "__main__":
    unittest.main()
