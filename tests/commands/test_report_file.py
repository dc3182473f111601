"""lab report: one file with the whole run in it."""

import base64
import gzip
import html.parser
import json
import os
import re
import subprocess
import textwrap

from front import BIN, COULD_NOT_RUN, PASSED, USAGE, FrontTest

HOSTILE = """
    # </script><script>alert(1)</script> <!-- <![CDATA[
    import threading
    cache = {}
    cache["</script><script>alert(2)</script>"] = "<!--"
    t = threading.Thread(target=lambda: None, name="</ScRiPt><img src=x onerror=alert(3)>")
    t.start(); t.join()
    print("</script>", "\\x1b[2J", "\\udcff".encode("utf-8", "surrogateescape"))
    """


class Elements(html.parser.HTMLParser):
    """The script elements of a page, as a browser tells them apart."""

    def __init__(self):
        super().__init__()
        self.scripts = []
        self.tags = []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        if tag == "script":
            self.scripts.append([dict(attributes), ""])

    def handle_data(self, data):
        if self.scripts and self.lasttag == "script":
            self.scripts[-1][1] += data


class Report(FrontTest):
    def setUp(self):
        super().setUp()
        self.write("demo.py", textwrap.dedent(HOSTILE))
        self.assertExit(self.lab("run", "demo.py", "--watch", "lines,gil,refcount:cache,object:cache",
                                 "--log-output", "--log", "x.lablog"), PASSED)
        if "not built; with Node.js" in self.lab("doctor").stdout:
            self.skipTest("this lab was built without its page")

    def report(self, *words):
        self.assertExit(self.lab("report", "x.lablog", "-o", "x.html", *words), PASSED)
        text = (self.folder / "x.html").read_text()
        elements = Elements()
        elements.feed(text)
        return text, {attributes["id"]: data for attributes, data in elements.scripts if "id" in attributes}

    def pages(self, data):
        run = json.loads(data["lab-run"])
        return [json.loads(gzip.decompress(base64.b64decode(data[f"lab-page-{n}"])))
                for n in range(len(run["pages"]))]

    def test_it_holds_every_record_of_the_log(self):
        _, data = self.report()
        lines = [json.loads(line) for line in self.lab("log", "x.lablog", "--json").stdout.splitlines()]
        records = [record for page in self.pages(data) for record in page["records"]]
        self.assertEqual([r["t"] for r in records], [line["time_ns"] for line in lines])
        self.assertEqual([r["name"] for r in records if r["name"] == "object.change"],
                         [line["name"] for line in lines if line.get("name") == "object.change"])
        run = json.loads(data["lab-run"])
        self.assertEqual((run["count"], run["records"], run["running"]), (len(lines), len(lines), False))
        self.assertTrue(json.loads(data["lab-lanes"]))

    def test_it_needs_no_network(self):
        text, _ = self.report()
        hosts = set(re.findall(r"https?://([a-z0-9.-]+)", text))
        self.assertLessEqual(hosts, {"docs.python.org", "github.com", "www.w3.org", "127.0.0.1"})
        self.assertNotRegex(text, r"<(script|link|img|iframe)[^>]+(src|href)=[\"']?(https?:)?//")

    def test_its_own_part_is_small(self):
        text, data = self.report()
        self.assertLess(len(text) - sum(map(len, data.values())), 2_000_000)

    def test_no_text_of_the_program_ends_its_element(self):
        plain, data = self.report()
        run = json.loads(data["lab-run"])
        self.assertIn("</script><script>alert(1)</script>", run["sources"][0]["text"])
        self.assertIn("</ScRiPt>", json.dumps(run["threads"]) + json.dumps(run["lanes"]))
        self.assertNotIn("alert(1)</script>", plain)
        self.assertNotIn("<img src=x", plain)

    def test_a_longer_log_loses_the_commonest_and_says_so(self):
        _, data = self.report("--most", "100")
        run = json.loads(data["lab-run"])
        records = [record for page in self.pages(data) for record in page["records"]]
        self.assertEqual(len(records), 100)
        self.assertEqual(run["records"], 100)
        self.assertEqual([r["n"] for r in records], sorted(r["n"] for r in records))
        self.assertTrue(any("leaves out" in note and "line" in note for note in run["notes"]))
        self.assertTrue(any(r["name"] == "object.change" for r in records))

    def test_stdout_gets_the_same(self):
        self.report()
        process = self.lab("report", "x.lablog", "-o", "-")
        self.assertExit(process, PASSED)
        self.assertEqual(len(process.stdout), len((self.folder / "x.html").read_text()))

    def test_an_exercise_brings_its_answers(self):
        self.assertExit(self.lab("run", "gc-cycles", "--log", "x.lablog"), PASSED)
        _, data = self.report("--exercise", "gc-cycles")
        run = json.loads(data["lab-run"])
        self.assertEqual(run["result"]["status"], "passed")
        self.assertTrue(run["checks"])
        self.assertEqual({check["status"] for check in run["checks"]}, {"passed"})
        for check in run["checks"]:
            self.assertIsInstance(check["n"], int)
        self.assertTrue(any("experiment.py" in source["name"] for source in run["sources"]))

    def test_bad_logs_and_places_are_told(self):
        self.write("text.lablog", "no log\n" * 2000)
        for words in (["text.lablog", "-o", "y.html"], ["none.lablog", "-o", "y.html"]):
            process = self.lab("report", *words)
            self.assertExit(process, USAGE)
            self.assertFalse((self.folder / "y.html").exists())
        process = self.lab("report", "x.lablog", "-o", "no-folder/y.html")
        self.assertIn(process.returncode, (USAGE, COULD_NOT_RUN))
        self.assertIn("no-folder/y.html", process.stderr)

    def test_a_cut_log_is_reported_with_a_note(self):
        log = self.folder / "x.lablog"
        os.truncate(log, log.stat().st_size * 3 // 4)
        _, data = self.report()
        self.assertTrue(any("cut off" in note for note in json.loads(data["lab-run"])["notes"]))


class Program(FrontTest):
    def test_it_is_no_program_to_type(self):
        process = subprocess.run([BIN / "lab-web"], capture_output=True, text=True, timeout=60, check=False)
        self.assertExit(process, USAGE)
        self.assertIn("lab watch --web", process.stderr)
