"""A zip of scripts/gradescope-zip, and a folder that is to it what /autograder is on Gradescope."""

import json
import os
import shutil
import stat
import subprocess
import zipfile
from pathlib import Path

from stand_in import ROOT, ScriptTest

VISIBILITIES = {"visible", "hidden", "after_due_date", "after_published"}
FORMATS = {"text", "simple_format", "html", "md", "ansi"}
WHOLE = {"score", "execution_time", "output", "output_format", "test_output_format", "test_name_format",
         "visibility", "stdout_visibility", "extra_data", "tests", "leaderboard"}
ROW = {"score", "max_score", "status", "name", "name_format", "number", "output", "output_format", "tags",
       "visibility", "extra_data"}


def refuse_constant(name):
    raise AssertionError(f"{name} is no JSON")


class GradescopeTest(ScriptTest):
    """A checkout with a history, of the real scripts, three exercises and little else."""

    def setUp(self):
        super().setUp()
        root = self.project.root
        for name in "internals/gc-cycles", "internals/dict-layout", "concurrency/gil":
            shutil.copytree(ROOT / "exercises" / name, root / "exercises" / name,
                            ignore=shutil.ignore_patterns("__pycache__"))
        for name, text in {"tests/main.cpp": "", ".ci/run": "", ".gitignore": "/build/\n", "secret.txt": "s"}.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(text)
        self.git("init", "-q", "-b", "main")
        self.git("add", ".", ":!secret.txt")
        self.git("commit", "-q", "-m", "All of it")
        self.zip = self.project.folder / "auto grader.zip"

    def git(self, *words, folder=None):
        who = ["-c", "user.name=lab", "-c", "user.email=lab@example.invalid"]
        subprocess.run(["git", "-C", folder or self.project.root, *who, *words], check=True, capture_output=True)

    def make(self, *words, code=0, script=None, **variables):
        """Runs gradescope-zip, with -o for self.zip unless the words say otherwise."""
        if "-o" not in words:
            words = *words, "-o", self.zip
        script = script or self.project.root / "scripts" / "gradescope-zip"
        done = subprocess.run([script, *words], cwd=self.project.folder, capture_output=True, text=True,
                              timeout=60, env={"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **variables})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done


class AutograderTest(GradescopeTest):
    """As Gradescope lays it out: the zip in source/, run_autograder copied beside, the upload in
    submission/. The modes of the zip are lost, as with some unzip; the two scripts get theirs anew."""

    def unpack(self, *words):
        self.make(*words)
        self.autograder = self.project.folder / "auto grader"
        self.submission = self.autograder / "submission"
        for folder in ("source", "submission", "results"):
            (self.autograder / folder).mkdir(parents=True)
        zipfile.ZipFile(self.zip).extractall(self.autograder / "source")
        (self.autograder / "submission_metadata.json").write_text('{"id": 1, "users": []}')
        shutil.copy(self.autograder / "source" / "run_autograder", self.autograder)
        (self.autograder / "run_autograder").chmod(0o755)

    def use_built_lab(self, program=None):
        place = self.autograder / "source" / "lab" / "build" / "release" / "bin" / "lab"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        place.symlink_to(program or Path(os.environ["LAB_BIN_DIR"], "lab"))

    def set_up(self, code=0):
        """Runs setup.sh; the tools of the system are stand-ins."""
        self.project.set("calls", "")
        done = subprocess.run(
            ["bash", self.autograder / "source" / "setup.sh"], cwd=self.autograder, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=120,
            env={"PATH": str(self.project.programs), "HOME": str(self.project.folder), "LANG": "C.UTF-8",
                 "LAB_DEFAULT_PYTHON": str(self.project.python), "LAB_AUTOGRADER": str(self.autograder)})
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.project.read_calls()
        return done

    def upload(self, name, text):
        path = Path(os.fsdecode(os.path.join(os.fsencode(self.submission), os.fsencode(name))))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def take_back(self):
        shutil.rmtree(self.submission)
        self.submission.mkdir()

    def run_autograder(self):
        """Runs it on what was uploaded; returns results.json, which has to be valid."""
        done = subprocess.run(
            [self.autograder / "run_autograder"], cwd=self.autograder, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=120,
            env={"PATH": "/usr/bin:/bin", "LAB_AUTOGRADER": str(self.autograder)})
        self.stdout = (done.stdout + done.stderr).decode(errors="replace")
        self.assertEqual(done.returncode, 0, self.stdout)
        self.assertEqual(os.listdir(self.autograder / "results"), ["results.json"])
        text = (self.autograder / "results" / "results.json").read_bytes().decode()
        whole = json.loads(text, parse_constant=refuse_constant)
        self.assertGradescope(whole)
        return whole

    def assertGradescope(self, whole):
        self.assertLessEqual(set(whole), WHOLE)
        self.assertIsInstance(whole["score"], (int, float))
        self.assertIn(whole.get("visibility", "visible"), VISIBILITIES)
        self.assertIn(whole.get("stdout_visibility", "hidden"), VISIBILITIES)
        for name in "output_format", "test_output_format", "test_name_format":
            self.assertIn(whole.get(name, "text"), FORMATS)
        rows = whole.get("tests", [])
        for row in rows:
            self.assertLessEqual(set(row), ROW)
            self.assertIn(row["status"], ("passed", "failed"))
            for name in "name", "number":
                self.assertIsInstance(row[name], str)
            for name in "score", "max_score":
                self.assertIsInstance(row.get(name, 0), (int, float))
        self.assertEqual(len({row["number"] for row in rows}), len(rows))
        self.assertEqual(sum(row.get("score", 0) for row in rows), whole["score"])

    def rows(self, whole):
        """{exercise: (status, what it says)} of the rows that stand for an exercise."""
        return {row["name"]: (row["status"], row.get("output")) for row in whole["tests"] if "." not in row["number"]}


def modes(archive):
    return {one.filename: stat.S_IMODE(one.external_attr >> 16) for one in zipfile.ZipFile(archive).infolist()}
