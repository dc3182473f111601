"""The collection, graded once by the real binary, and what came of it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from deed import BOX, ROOT, deeds
from files import ANSWER, make_files

LAB = Path(os.environ["LAB_BIN_DIR"]) / "lab"
HOST = LAB.with_name(os.environ["LAB_HOST"])
ORDINARY = 61183  # a user that nobody is
LIMITS = "wall=4,cpu=2,memory=300M,output=256K"
FORMATS = ("--json", "r.json", "--junit", "r.xml", "--csv", "r.csv", "--html", "r.html", "--gradescope", "g.json",
           "--exercism", "exercism", "--github")
HONEST = [f"honest_{number}" for number in range(1, 6)]


class HostileTest(unittest.TestCase):
    """Grades the collection as the user who runs the tests."""

    user = None
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        # Readable for the other user, and below no folder of the person's.
        cls.folder = Path(tempfile.mkdtemp(prefix="lab hostile ", dir="/tmp"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.mounts = Path("/proc/self/mounts").read_text()
        for name in "alone", "all", "tmp":
            (cls.folder / name).mkdir()
        for name in HONEST:
            for place in "alone", "all":
                cls.hand_in(place, name, ANSWER)
        cls.deeds = deeds()
        for deed in cls.deeds:
            cls.hand_in("all", deed.name, deed.text)
        made, cls.passed_over = make_files(cls.folder / "all")
        cls.deeds += made
        cls.own_user()
        cls.alone, _ = cls.grade("alone")
        cls.results, cls.inside = cls.grade("all", *FORMATS[2:])

    @classmethod
    def hand_in(cls, place, name, text):
        path = cls.folder / place / name / "box.py"
        path.parent.mkdir()
        path.write_bytes(text)

    @classmethod
    def own_user(cls):
        if cls.user is None:
            return
        for path in (cls.folder, *cls.folder.rglob("*")):
            os.chown(path, cls.user, cls.user, follow_symlinks=False)

    @classmethod
    def prefix(cls):
        """Becomes the user, then enters a process namespace; a user who is not root needs another for it."""
        become = [] if cls.user is None else [
            "setpriv", f"--reuid={cls.user}", f"--regid={cls.user}", "--clear-groups"]
        root = os.geteuid() == 0 and cls.user is None
        enter = ["unshare", *([] if root else ["--user", "--map-current-user"]), "--pid", "--fork", "--mount-proc",
                 "--kill-child"]
        if subprocess.run([*become, *enter, "true"], capture_output=True).returncode != 0:
            raise unittest.SkipTest("no process namespace can be had here: " + " ".join(enter))
        return become + enter

    @classmethod
    def grade(cls, place, *formats):
        environment = {"PATH": os.environ["PATH"], "HOME": str(cls.folder), "LC_ALL": "C.UTF-8",
                       "TMPDIR": str(cls.folder / "tmp"), "LAB_EXERCISES": str(ROOT / "exercises"),
                       "GITHUB_OUTPUT": str(cls.folder / "output"), "GITHUB_STEP_SUMMARY": str(cls.folder / "summary")}
        command = [*cls.prefix(), sys.executable, "-B", str(ROOT / "inside.py"), str(cls.folder), str(LAB), "grade",
                   place, "--python", str(HOST), "-j", "2", "--limits", LIMITS, "--json", "r.json", *formats]
        process = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=800)
        if process.returncode != 0:
            raise AssertionError(f"{command}: {process.returncode}\n{process.stdout}\n{process.stderr}")
        results = json.loads((cls.folder / "r.json").read_text())
        by_person = {result["person"]: result for result in results["results"]}
        return by_person, json.loads((cls.folder / "inside.json").read_text())

    def report(self, name):
        return (self.folder / name).read_text(errors="surrogateescape")


__all__ = ["BOX", "HONEST", "HOST", "LAB", "ORDINARY", "HostileTest"]
