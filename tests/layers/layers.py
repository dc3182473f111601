"""The house rules of the sources, as functions that return what breaks them.

Each takes the root of a checkout and returns sentences "path: what is wrong"; none is good. They read
text only, so that they say the same of a tree that does not compile.
"""

import re
from pathlib import Path

INCLUDE = re.compile(r'^\s*#\s*include\s+(["<])([^">]+)[">]', re.MULTILINE)
SUFFIXES = {".h", ".c", ".cpp", ".hpp", ".cc"}

# For each folder (the longest one that matches counts): the prefixes of ours that it may include. A
# file may always include what lies in its own folder.
MAY_INCLUDE = {
    "lab/record": (),
    "lab/confine": (),
    "lab/supervise": ("lab/record/", "lab/confine/"),
    "lab/judge": ("lab/record/", "lab/supervise/outcome.h"),
    "lab/report": ("lab/record/", "lab/judge/", "lab/supervise/outcome.h"),
    "lab/grade": ("lab/record/", "lab/judge/", "lab/report/", "lab/supervise/"),
    "lab/export": ("lab/record/", "lab/judge/", "lab/report/"),
    "lab/explain": ("lab/record/",),
    "lab/timeline": ("lab/record/",),
    "lab/diff": ("lab/record/", "lab/timeline/own_file.h"),
    "lab/live": ("lab/supervise/",),
    "lab/watch": ("lab/record/", "lab/timeline/", "lab/explain/", "lab/report/", "lab/supervise/", "lab/live/"),
    "lab/web": ("lab/record/", "lab/timeline/", "lab/explain/", "lab/report/", "lab/supervise/", "lab/live/"),
    "lab/commands": ("lab/",),
    "lab/host": ("lab/record/", "lab/confine/", "bindings/"),
    "lab": ("lab/",),
    "bindings/internals": (),
    "bindings": ("bindings/", "lab/record/"),
}
NEVER = {
    "lab/commands": ("lab/host/", "bindings/"),
    "lab": ("lab/host/", "bindings/"),
}
PYTHON_ROOMS = ("lab/host/", "bindings/")
PYTHON_HEADER = re.compile(r"^(Python\.h|pybind11/|pycore_|internal/pycore_|cpython/|frameobject\.h|structmember\.h)")
VERSION_ROOMS = ("lab/host/", "bindings/internals/")
MAX_LINES = 600
HOME = re.compile(r"(?<![\w.])/(?:home/(?!\$|<)\w|root/|Users/\w)")


def sources(root):
    """The C and C++ files of lab/ and bindings/, with their paths as the rules name them."""
    for folder in ("lab", "bindings"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in SUFFIXES and path.is_file():
                yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")


def without_comments(text):
    """The code alone. String literals stay: none of the rules' words is usual in one."""
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)


def room_of(path):
    folder = path.rpartition("/")[0]
    while folder not in MAY_INCLUDE and "/" in folder:
        folder = folder.rpartition("/")[0]
    return folder


def wrong_includes(root):
    found = []
    for path, text in sources(root):
        room = room_of(path)
        own = path.rpartition("/")[0] + "/"
        for quote, name in INCLUDE.findall(text):
            ours = name.startswith(("lab/", "bindings/", "tests/"))
            if quote == '"' and not ours and not (root / own / name).exists():
                continue  # a header of a package or of CPython, in quotes
            if not ours or name.startswith((own, room + "/")):
                continue
            if not name.startswith(MAY_INCLUDE[room]) or name.startswith(NEVER.get(room, ("tests/",))):
                found.append(f"{path}: includes {name}, which {room} must not know")
    return found


def python_outside_its_rooms(root):
    return [
        f"{path}: includes {name}; only lab/host and bindings may know Python"
        for path, text in sources(root)
        if not path.startswith(PYTHON_ROOMS)
        for _, name in INCLUDE.findall(text)
        if PYTHON_HEADER.match(name)
    ]


def version_tests_outside_their_rooms(root):
    return [
        f"{path}: PY_VERSION_HEX; versions are told apart in bindings/internals and lab/host only"
        for path, text in sources(root)
        if not path.startswith(VERSION_ROOMS) and "PY_VERSION_HEX" in without_comments(text)
    ]


def core_outside_internals(root):
    found = []
    for path, text in sources(root):
        if path.startswith("bindings/internals/"):
            continue
        if "Py_BUILD_CORE" in without_comments(text):
            found.append(f"{path}: Py_BUILD_CORE; only bindings/internals defines it")
        if any("pycore_" in name for _, name in INCLUDE.findall(text)):
            found.append(f"{path}: includes a pycore_ header; only bindings/internals does")
    return found


def link_lines(root):
    """What each room's target links of ours, from the CMakeLists.txt files: {target: {names}}."""
    links = {}
    for path in [*root.glob("lab/CMakeLists.txt"), *root.glob("lab/*/CMakeLists.txt")]:
        text = re.sub(r"#[^\n]*", "", path.read_text(encoding="utf-8"))
        for words in re.findall(r"target_link_libraries\s*\(([^)]*)\)", text):
            target, *names = words.split()
            links.setdefault(target, set()).update(names)
    return links


MAY_LINK = {
    "lab_record": set(),
    "lab_confine": set(),
    "lab_supervise": {"lab_record", "lab_confine"},
    "lab_judge": {"lab_record", "lab_supervise"},
    "lab_report": {"lab_record", "lab_judge"},
    "lab_grade": {"lab_record", "lab_judge", "lab_report", "lab_supervise"},
    "lab_export": {"lab_record", "lab_judge", "lab_report"},
    "lab_timeline": {"lab_record"},
    "lab_explain": {"lab_record"},
    "lab_diff": {"lab_record", "lab_timeline"},
    "lab_live": {"lab_supervise"},
    "lab_watch": {"lab_record", "lab_timeline", "lab_explain", "lab_report", "lab_supervise", "lab_live"},
    "lab_web": {"lab_record", "lab_timeline", "lab_explain", "lab_report", "lab_supervise", "lab_live"},
}


def wrong_links(root):
    found = []
    for target, names in link_lines(root).items():
        ours = {name for name in names if name.startswith("lab_") and name != "lab_flags"}
        for name in sorted(ours - MAY_LINK.get(target, ours)):
            found.append(f"{target}: links {name}, which it must not know")
        for name in sorted(names):
            if "python" in name.lower() or "pybind" in name.lower():
                found.append(f"{target}: links {name}; the front is free of Python")
    return found


def our_files(root):
    """Every text file that belongs to the project."""
    folders = ("lab", "bindings", "exercises", "scripts", "tests", ".ci")
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if not path.is_file() or "node_modules" in path.parts or "__pycache__" in path.parts:
                continue
            try:
                yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a fixture of bytes


def long_files(root):
    code = SUFFIXES | {".py", ".sh", ".ts", ".cmake", ""}
    return [
        f"{path}: {text.count(chr(10))} lines; split it, {MAX_LINES} is the most"
        for path, text in our_files(root)
        if Path(path).suffix in code and text.count("\n") > MAX_LINES
    ]


def home_paths(root):
    found = []
    for path, text in our_files(root):
        for number, line in enumerate(text.splitlines(), 1):
            if HOME.search(line):
                found.append(f"{path}:{number}: a path of somebody's home: {line.strip()[:80]}")
    return found


def needed_libraries(readelf_output):
    """The names under NEEDED in the output of `readelf -d`."""
    return re.findall(r"\(NEEDED\)[^\[]*\[([^\]]+)\]", readelf_output)
