"""lab export: JSON lines, tables and profiles say what the log says."""

import csv
import io
import json
import textwrap

from front import PASSED, USAGE, FrontTest

SCRIPT = """
    import threading

    cache = {}

    def work():
        for i in range(5):
            cache[i] = "=1+1"

    worker = threading.Thread(target=work, name="the, \\"worker\\"")
    worker.start()
    worker.join()
    """


class Tables(FrontTest):
    def record(self, watch="lines,gil,object:cache"):
        self.write("demo.py", textwrap.dedent(SCRIPT))
        self.assertExit(self.lab("run", "demo.py", "--watch", watch, "--log", "x.lablog"), PASSED)
        return [json.loads(line) for line in self.lab("log", "x.lablog", "--json").stdout.splitlines()]

    def test_json_lines_are_those_of_lab_log(self):
        records = self.record()
        self.assertExit(self.lab("export", "x.lablog", "--jsonl", "x.jsonl"), PASSED)
        self.assertEqual([json.loads(line) for line in (self.folder / "x.jsonl").read_text().splitlines()], records)
        self.assertEqual(self.lab("export", "x.lablog", "--jsonl", "-").stdout,
                         (self.folder / "x.jsonl").read_text())

    def test_a_table_has_a_row_for_each_record(self):
        records = self.record()
        process = self.lab("export", "x.lablog", "--csv", "-")
        self.assertExit(process, PASSED)
        rows = list(csv.DictReader(io.StringIO(process.stdout, newline="")))
        self.assertEqual(len(rows), len(records))
        for row, record in zip(rows, records):
            self.assertEqual(int(row["time_ns"]), record["time_ns"])
            self.assertEqual(row["kind"], record["kind"])
            self.assertEqual(row["name"], record.get("name", ""))
            self.assertNotIn(None, row)
        line = next(row for row in rows if row["name"] == "line" and row["file"].endswith("demo.py"))
        self.assertEqual(line["line"], "2")
        self.assertFalse([cell for row in rows for cell in row.values() if cell.startswith("=")])

    def test_a_profile_gives_each_line_its_time(self):
        records = self.record()
        self.assertExit(self.lab("export", "x.lablog", "--speedscope", "x.json"), PASSED)
        profile = json.loads((self.folder / "x.json").read_text())
        self.assertEqual(profile["$schema"], "https://www.speedscope.app/file-format-schema.json")
        frames = profile["shared"]["frames"]
        lines = [r for r in records if r.get("name") == "line"]
        self.assertEqual(sum(len(p["samples"]) for p in profile["profiles"]), len(lines))
        self.assertEqual({p["name"] for p in profile["profiles"]}, {"MainThread", 'the, "worker"'})
        for each in profile["profiles"]:
            self.assertEqual(each["type"], "sampled")
            self.assertEqual(len(each["samples"]), len(each["weights"]))
            self.assertEqual(sum(each["weights"]), each["endValue"] - each["startValue"])
            self.assertTrue(all(0 <= frame < len(frames) for sample in each["samples"] for frame in sample))
        worker = next(p for p in profile["profiles"] if "worker" in p["name"])
        own = [frames[sample[1]]["line"] for sample in worker["samples"]
               if frames[sample[1]]["file"].endswith("demo.py")]
        self.assertEqual(own, [r["fields"]["line"] for r in lines
                               if r["fields"]["code"] == "work" and r["fields"]["file"].endswith("demo.py")])

    def test_without_lines_there_is_no_profile(self):
        self.record(watch="gil")
        process = self.lab("export", "x.lablog", "--speedscope", "x.json")
        self.assertExit(process, USAGE)
        self.assertIn("--watch lines", process.stderr)

    def test_a_format_has_to_be_named(self):
        self.record()
        process = self.lab("export", "x.lablog")
        self.assertExit(process, USAGE)
        self.assertIn("--perfetto", process.stderr)
