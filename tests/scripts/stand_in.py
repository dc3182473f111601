"""A small checkout with the project's own scripts in it, and a PATH of stand-ins around them.

Every stand-in writes its name and arguments, a line each, into `calls`. What the scripts find is set
by files in `state`: `installed` (the packages dpkg knows), `user` (the number that id prints),
`no-network` (apt-get fails), `no-password` (sudo works without asking), and so on.
"""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# The programs of any Linux that the scripts use and that are real here too.
REAL = ("bash basename cat cp cut env flock grep head mkdir mktemp mv nproc printf readlink rm sed setarch "
        "setpriv sort stat tail touch uname").split()

RECORD = """#!{bash}
state={state}
printf '%s\\n' "${{0##*/}} $*" >>"$state/calls"
"""
STAND_INS = {
    "dpkg-query": """
for name in "${@:4}"; do
  if grep -qx -- "$name" "$state/installed"; then echo "$name installed"; fi
done
""",
    "apt-get": """
if [[ -e $state/no-network ]]; then
  echo "E: Failed to fetch http://example.invalid/g++.deb  Could not resolve 'example.invalid'"
  exit 100
fi
for word; do
  case $word in -*|install|update|DPkg*) ;; *) echo "$word" >>"$state/installed" ;; esac
done
""",
    "id": 'cat "$state/user"',
    "sudo": """
if [[ $1 == -n ]]; then [[ -e $state/no-password ]]; exit; fi
if [[ $1 == -v ]]; then exit; fi
exec "$@"
""",
    "g++": "exit 1",
    "ctest": 'echo "100% tests passed"; if [[ -e $state/ctest-fails ]]; then exit 8; fi',
    "nproc": "echo 2",
    # Makes what the scripts look for in a tree. Fails once for each line that `cmake-fails` has.
    "cmake": """
if [[ -s $state/cmake-fails ]]; then
  sed -i 1d "$state/cmake-fails"
  echo "CMake Error: the cache is of another time"
  exit 1
fi
tree=build/$2
mkdir -p "$tree"
touch "$tree/build.ninja" "$tree/CMakeCache.txt"
""",
    "npm": "",
    "chromium": "",
    "ninja": """
if [[ -s $state/ninja-fails ]]; then
  sed -i 1d "$state/ninja-fails"
  echo "[1/2] Building CXX object lab/main.cpp.o"
  echo "FAILED: lab/main.cpp.o"
  exit 1
fi
mkdir -p "$2/bin"
if [[ -e $2/bin/lab ]]; then echo "ninja: no work to do."; exit; fi
echo "[1/1] Linking bin/lab"
printf '#!{bash}\\necho "lab:$#:$*"\\nexit "${LAB_EXIT:-0}"\\n' >"$2/bin/lab"
chmod +x "$2/bin/lab"
""",
}


class StandIn:
    def __init__(self, name="a checkout"):
        self.folder = Path(tempfile.mkdtemp(prefix="lab-scripts-"))
        self.root = self.folder / name
        self.programs = self.folder / "programs"
        self.state = self.folder / "state"
        for folder in (self.root / "bindings", self.root / "lab", self.programs, self.state):
            folder.mkdir(parents=True)
        shutil.copytree(ROOT / "scripts", self.root / "scripts")
        shutil.copy(ROOT / "CMakePresets.json", self.root)
        shutil.copy(ROOT / "bindings" / "describe_python.py", self.root / "bindings")
        for name in [*REAL, "chmod"]:
            if name not in STAND_INS and shutil.which(name):
                (self.programs / name).symlink_to(shutil.which(name))
        for name, text in STAND_INS.items():
            self.add_program(name, text)
        self.python = self.add_python("3.11.2")
        self.set("installed", "\n".join(self.packages("build") + self.packages("test")) + "\n")
        self.set("user", "0\n")
        self.set("calls", "")

    def remove(self):
        if (self.root / "build").exists():
            (self.root / "build").chmod(0o755)
        shutil.rmtree(self.folder)

    def add_program(self, name, text):
        bash = shutil.which("bash")
        path = self.programs / name
        path.unlink(missing_ok=True)
        path.write_text(RECORD.format(bash=bash, state=self.state) + text.replace("{bash}", bash))
        path.chmod(0o755)

    def add_python(self, version):
        """A distribution's Python of this version, headers included; it runs as the real one."""
        minor = version.rpartition(".")[0]
        prefix = self.folder / "prefix"
        include = prefix / "include" / f"python{minor}"
        include.mkdir(parents=True, exist_ok=True)
        (include / "patchlevel.h").write_text(f'#define PY_VERSION      \t"{version}"\n')
        (prefix / "bin").mkdir(exist_ok=True)
        program = prefix / "bin" / f"python{minor}"
        program.write_text('#!/bin/sh\nexec /usr/bin/python3 "$@"\n')
        program.chmod(0o755)
        link = prefix / "bin" / "python3"
        link.unlink(missing_ok=True)
        link.symlink_to(program.name)
        return link

    def use_lab(self, program):
        """What scripts/lab finds built is this program; the stand-in of ninja leaves it as it is."""
        place = self.root / "build" / "release" / "bin" / "lab"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        place.symlink_to(program)

    def packages(self, purpose):
        rows = (line.split() for line in (ROOT / "scripts/setup/packages.txt").read_text().splitlines())
        return [row[1].replace("@", "3.11") for row in rows if row and row[0] == purpose]

    def set(self, name, text=""):
        (self.state / name).write_text(text)

    def uninstall(self, *names):
        here = (self.state / "installed").read_text().split()
        self.set("installed", "\n".join(name for name in here if name not in names) + "\n")

    def run(self, script, *arguments, cwd="/", environment=None, as_nobody=False):
        """Runs scripts/<script>; what it called stands in self.calls. As nobody: as somebody who may
        read the checkout and write nothing below build/."""
        self.set("calls", "")
        command = [self.root / "scripts" / script, *arguments]
        if as_nobody:
            self.give_up_writing()
            if os.geteuid() == 0:
                command = ["setpriv", "--reuid=65534", "--clear-groups", *command]
        done = subprocess.run(
            command,
            cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
            env={"PATH": str(self.programs), "HOME": str(self.folder), "LANG": "C.UTF-8",
                 "LAB_DEFAULT_PYTHON": str(self.python), **(environment or {})},
        )
        self.read_calls()
        return done

    def read_calls(self):
        self.calls = (self.state / "calls").read_text().splitlines()

    def give_up_writing(self):
        self.folder.chmod(0o755)
        (self.state / "calls").chmod(0o666)
        (self.root / "build").chmod(0o555)

    def called(self, program):
        return [call for call in self.calls if call.split()[0] == program]


class ScriptTest(unittest.TestCase):
    def setUp(self):
        self.project = StandIn()
        self.addCleanup(self.project.remove)

    def add_interpreter(self, path, version="3.13.1", **facts):
        """A program that answers as describe_python.py would under that interpreter."""
        program = self.project.folder / path
        program.parent.mkdir(parents=True, exist_ok=True)
        include = program.parent.parent / "include"
        include.mkdir(exist_ok=True)
        (include / "patchlevel.h").write_text(f'#define PY_VERSION "{version}"\n')
        answer = {"implementation": "cpython", "version": version, "short": version.rpartition(".")[0],
                  "executable": str(program), "includes": [str(include)], "headers_version": version,
                  "library": "libpython.so", "gil_disabled": False, **facts}
        program.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(answer)}\nEND\n")
        program.chmod(0o755)
        return program

    def lab(self, *arguments, code=0, **options):
        """Runs scripts/lab, which must end with this code."""
        done = self.project.run("lab", *arguments, **options)
        self.assertEqual(done.returncode, code, done.stderr)
        return done
