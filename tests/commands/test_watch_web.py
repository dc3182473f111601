"""lab watch --web: what the server answers, to whom, and how it ends."""

import http.client
import json
import os
import signal
import subprocess
import textwrap
import threading
import urllib.parse

from front import LAB, FrontTest

SCRIPT = """
    import gc

    cache = {}
    for i in range(9):
        cache[i] = i
    gc.collect()
    print("printed")
    """
WATCH = "lines,gc,gil,refcount:cache,object:cache"


class WebTest(FrontTest):
    def watch(self, source=SCRIPT, *words):
        script = self.write("demo.py", textwrap.dedent(source))
        process = subprocess.Popen(
            [LAB, "watch", "demo.py", "--web", "--no-open", "--watch", WATCH, *words], cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env=self.environment())
        self.addCleanup(self.end, process)
        line = process.stdout.readline()
        self.assertIn("http://127.0.0.1:", line)
        self.address = urllib.parse.urlsplit(line.split()[-1])
        return process, script

    def end(self, process):
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        process.stdout.close()
        process.stderr.close()

    def ask(self, path, headers=None, method="GET"):
        connection = http.client.HTTPConnection("127.0.0.1", self.address.port, timeout=60)
        try:
            connection.request(method, path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def get(self, what, **parameters):
        query = urllib.parse.urlencode(parameters)
        status, body, _ = self.ask(f"{self.address.path}api/{what}?{query}")
        self.assertEqual(status, 200)
        return json.loads(body)

    def ended(self):
        """The run when the program has ended, told by the server's own long poll."""
        run = self.get("run")
        while run["running"] or run["result"] is None:
            run = self.get("run", known=run["count"], news=run["news"])
        return run


class Values(WebTest):
    def test_the_run_says_what_the_log_says(self):
        process, _ = self.watch()
        run = self.ended()
        pages = [self.get("page", number=n) for n in range((run["count"] + 511) // 512)]
        records = [record for page in pages for record in page["records"]]
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=60)[0]
        log = said.split("lab replay ")[1].strip()
        lines = [json.loads(line) for line in self.lab("log", log, "--json").stdout.splitlines()]
        self.assertEqual(run["count"], len(lines))
        self.assertEqual([r["t"] for r in records], [line["time_ns"] for line in lines])
        self.assertEqual([r["n"] for r in records], list(range(len(lines))))
        for record, line in zip(records, lines):
            if line["kind"] == "event":
                self.assertEqual((record["name"], record["fields"]), (line["name"], line["fields"]))
            self.assertTrue(record["text"] and record["title"])
        self.assertEqual({kind["name"]: kind["count"] for kind in run["kinds"]}["object.change"],
                         sum(line.get("name") == "object.change" for line in lines))
        self.assertEqual(run["python"].split(".")[0], "3")
        self.assertEqual([source["name"] for source in run["sources"]], ["demo.py"])
        self.assertEqual("".join(text["text"] for text in run["outputs"]), "printed\n")
        self.assertEqual(run["result"]["status"], "passed")
        self.assertTrue(records[run["first_own"]]["file"].endswith("demo.py"))

    def test_find_and_cause_lead_from_a_resize_to_its_line(self):
        self.watch()
        run = self.ended()
        found = self.get("find", **{"from": 0, "name": "object.change", "text": "resize", "own": 1})
        page = self.get("page", number=found["number"] // 512)
        resize = page["records"][found["number"] - page["first"]]
        self.assertEqual(resize["fields"]["change"], "resize")
        cause = resize["cause"]
        page = self.get("page", number=cause // 512)
        line = page["records"][cause - page["first"]]
        self.assertEqual((line["name"], line["line"]), ("line", resize["line"]))
        back = self.get("find", **{"from": run["count"] - 1, "name": "object.change", "back": 1})
        self.assertGreater(back["number"], found["number"])
        none = self.get("find", **{"from": 0, "name": "no.such"})
        self.assertEqual((none["number"], none["all"]), (None, True))

    def test_a_time_has_its_record_and_its_lanes(self):
        self.watch()
        run = self.ended()
        middle = (run["begin"] + run["end"]) // 2
        number = self.get("at", time=middle)["number"]
        page = self.get("page", number=number // 512)
        self.assertLessEqual(page["records"][number - page["first"]]["t"], middle)
        ids = [lane["id"] for lane in run["lanes"]]
        self.assertIn("refcount/cache", ids)
        lanes = self.get("lanes", **{"from": run["begin"], "to": run["end"] + 1, "steps": 50})
        self.assertEqual([lane["id"] for lane in lanes], ids)
        events = next(lane for lane in lanes if lane["id"] == "events")
        self.assertEqual(sum(events["v"]), run["count"])
        for lane in lanes:
            self.assertEqual(len(lane["t"]), len(lane["v"]))
            self.assertEqual(lane["t"], sorted(lane["t"]))
            self.assertLessEqual(len(lane["t"]), 102)

    def test_the_state_before_a_page_is_the_last_of_each_subject(self):
        self.watch("cache = {}\nfor i in range(400):\n    cache[i % 7] = i\n")
        run = self.ended()
        last = {}
        for number in range((run["count"] + 511) // 512):
            page = self.get("page", number=number)
            self.assertEqual({name: r["n"] for name, r in page["before"].items()}, last)
            for record in page["records"]:
                if record["subject"]:
                    last[record["subject"]] = record["n"]
        self.assertGreater(run["count"], 1024)


class News(WebTest):
    def test_who_waits_is_told_of_a_record_as_it_comes(self):
        self.watch("""
            import sys, os
            import time
            while not os.path.exists("go"):
                time.sleep(0.01)
            print("went")
            """)
        run = self.get("run")
        while run["first_own"] is None:
            run = self.get("run", known=run["count"], news=run["news"])
        self.write("go", "")
        texts = []
        while "went" not in "".join(texts):
            run = self.get("run", known=run["count"], news=run["news"])
            texts = [text["text"] for text in run["outputs"]]
        self.assertEqual(self.ended()["run"], 1)

    def test_a_saved_file_is_run_anew(self):
        _, script = self.watch()
        first = self.ended()
        script.write_text("print('another')\n")
        run = self.get("run", known=first["count"], news=first["news"])
        while run["run"] == 1 or run["result"] is None:
            run = self.get("run", known=run["count"], news=run["news"])
        self.assertEqual(run["run"], 2)
        self.assertEqual("".join(text["text"] for text in run["outputs"]), "another\n")

    def test_two_look_and_one_goes_away(self):
        self.watch()
        run = self.ended()
        gone = http.client.HTTPConnection("127.0.0.1", self.address.port, timeout=60)
        gone.request("GET", f"{self.address.path}api/run?known={run['count']}&news={run['news']}")
        gone.close()
        answers = []
        looks = [threading.Thread(target=lambda: answers.append(self.get("page", number=0))) for _ in range(4)]
        for look in looks:
            look.start()
        for look in looks:
            look.join()
        self.assertEqual([answer["first"] for answer in answers], [0] * 4)

    def test_a_million_lines_of_output_lose_their_middle(self):
        self.watch('for i in range(100_000): print("line", i)\n', "--limits", "output=64M")
        run = self.ended()
        size = sum(len(text["text"]) for text in run["outputs"])
        self.assertLess(size, 400_000)
        self.assertTrue("".join(text["text"] for text in run["outputs"]).startswith("line 0\n"))
        self.assertTrue(any("middle of the output" in note for note in run["notes"]))


class Doors(WebTest):
    def test_only_our_own_page_with_the_token_is_answered(self):
        self.watch()
        path = f"{self.address.path}api/run"
        own = f"127.0.0.1:{self.address.port}"
        self.assertEqual(self.ask(path)[0], 200)
        self.assertEqual(self.ask(path, {"Origin": f"http://{own}"})[0], 200)
        self.assertEqual(self.ask(path, {"Origin": "http://example.org"})[0], 403)
        self.assertEqual(self.ask(path, {"Origin": "null"})[0], 403)
        self.assertEqual(self.ask(path, {"Host": "example.org"})[0], 403)
        self.assertEqual(self.ask(path, {"Host": f"localhost:{self.address.port}"})[0], 403)
        self.assertEqual(self.ask("/api/run")[0], 404)
        wrong = "0" * (len(self.address.path) - 2)
        self.assertEqual(self.ask(f"/{wrong}/api/run")[0], 404)
        self.assertEqual(self.ask(path, method="POST")[0], 404)
        _, _, headers = self.ask(self.address.path)
        self.assertNotIn("Access-Control-Allow-Origin", headers)
        self.assertEqual(headers["Cross-Origin-Resource-Policy"], "same-origin")

    def test_it_listens_on_loopback_alone(self):
        process, _ = self.watch()
        self.ended()
        inodes = set()
        for link in os.listdir(f"/proc/{process.pid}/fd"):
            try:
                target = os.readlink(f"/proc/{process.pid}/fd/{link}")
            except FileNotFoundError:
                continue
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
        listening = []
        for table in ("tcp", "tcp6"):
            with open(f"/proc/net/{table}", encoding="ascii") as file:
                rows = [row.split() for row in file.readlines()[1:]]
            listening += [row[1] for row in rows if row[3] == "0A" and row[9] in inodes]
        self.assertEqual(listening, [f"0100007F:{self.address.port:04X}"])

    def test_a_signal_ends_it_and_what_it_started(self):
        process, _ = self.watch("import time\nprint('up', flush=True)\nwhile True: time.sleep(1)\n")
        run = self.get("run")
        while not run["outputs"]:
            run = self.get("run", known=run["count"], news=run["news"])
        with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as file:
            children = file.read().split()
        self.assertTrue(children)
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(60), 0)
        for pid in [*children, str(run["threads"][0]["pid"])]:
            self.assertFalse(os.path.exists(f"/proc/{pid}"), pid)
        cache = self.folder / "cache" / "lab"
        self.assertEqual([name for name in os.listdir(cache) if name.startswith("watch-")], [])

    def test_a_port_that_is_taken_is_told(self):
        self.watch()
        process = self.lab("watch", "demo.py", "--web", "--no-open", "--port", str(self.address.port))
        self.assertExit(process, 3)
        self.assertIn(f"port {self.address.port}", process.stderr)

    def test_a_target_that_is_none_is_told_before_anything_starts(self):
        for words in (["no-such-slug"], ["none.py"], ["demo.py", "--watch", "nothing"]):
            self.write("demo.py", "pass\n")
            process = self.lab("watch", *words, "--web")
            self.assertExit(process, 2)
            self.assertNotIn("http://", process.stdout)
