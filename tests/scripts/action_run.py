"""Runs scripts/grade-action as a runner of GitHub does: its steps in a clean environment, with the files
that it names for outputs and the summary, which are read as it reads them."""

import os
import re
import subprocess

import yaml

from stand_in import ROOT, ScriptTest

ACTION = ROOT / "scripts" / "grade-action"
EXPRESSION = re.compile(r"\$\{\{\s*([^}]*?)\s*\}\}")


def read_action(file=ACTION / "action.yml"):
    return yaml.safe_load(file.read_text())


def read_outputs(text):
    """The pairs in a GITHUB_OUTPUT file, in their order: NAME=VALUE, or NAME<<END, lines, END."""
    pairs, lines = [], iter(text.splitlines())
    for line in lines:
        name, heredoc, end = line.partition("<<")
        if "=" in name or not heredoc:
            pairs.append(tuple(line.split("=", 1)))
            continue
        value = []
        for inside in lines:
            if inside == end:
                break
            value.append(inside)
        else:
            raise AssertionError(f"{name} has no end")
        pairs.append((name, "\n".join(value)))
    return pairs


class ActionTest(ScriptTest):
    """A workspace, and the action's repository as the runner unpacks it beside: without its history."""

    def setUp(self):
        super().setUp()
        self.workspace = self.project.folder / "work space"
        self.temp = self.project.folder / "runner temp"
        for folder in (self.workspace, self.temp):
            folder.mkdir()

    def hand_in(self, name, text):
        path = self.workspace / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def environment(self, **changes):
        files = {name: self.temp / name.lower()
                 for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH")}
        for file in files.values():
            file.write_text("")
        return {
            "PATH": self.project.programs, "HOME": self.project.folder, "LANG": "C.UTF-8",
            "LAB_DEFAULT_PYTHON": self.project.python, "GITHUB_ACTIONS": "true", "CI": "true",
            "GITHUB_WORKSPACE": self.workspace, "RUNNER_TEMP": self.temp, **files,
            "GITHUB_ACTION_PATH": self.project.root / "scripts" / "grade-action", **changes,
        }

    def act(self, code=0, **inputs):
        """Runs the action with these inputs (min_score: min-score). Sets outputs and summary."""
        action = read_action()
        given = {name: one.get("default", "") for name, one in action["inputs"].items()}
        given.update((name.replace("_", "-"), value) for name, value in inputs.items())
        values = {f"inputs.{name}": value for name, value in given.items()}
        self.project.set("calls", "")
        environment = self.environment()
        for step in action["runs"]["steps"]:
            script = self.temp / "step.sh"
            script.write_text(step["run"])
            own = {name: EXPRESSION.sub(lambda found: values[found[1]], text) for name, text in step["env"].items()}
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", script],
                cwd=self.workspace, env={name: str(value) for name, value in {**environment, **own}.items()},
                stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="surrogateescape", timeout=120,
            )
            written = read_outputs(environment["GITHUB_OUTPUT"].read_text())
            values.update((f"steps.{step['id']}.outputs.{name}", value) for name, value in written)
        self.project.read_calls()
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.written = written
        self.outputs = {name: values.get(EXPRESSION.fullmatch(one["value"])[1], "")
                        for name, one in action["outputs"].items()}
        self.summary = environment["GITHUB_STEP_SUMMARY"].read_text()
        for name in "GITHUB_ENV", "GITHUB_PATH":
            self.assertEqual(environment[name].read_text(), "")
        return done

    def use_real_lab(self):
        self.project.use_lab(os.path.join(os.environ["LAB_BIN_DIR"], "lab"))
