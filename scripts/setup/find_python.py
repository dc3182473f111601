"""Find the CPython that somebody means by "3.13", "3.13.0" or a path, for a host to be built for.

Prints its version, its real path and its folder of headers, separated by tabs. Ends with 2 when the
request makes no sense and with 3 when no Python will do; stderr then says why and what to do.
"""

import glob
import json
import os
import re
import shutil
import subprocess
import sys

DESCRIBE = os.path.join(os.path.dirname(__file__), "..", "..", "bindings", "describe_python.py")


def by_version(path):
    return [int(number) for number in re.findall(r"\d+", path)]


def candidates(version):
    """Where this version may be, the first choice first. A shim on PATH is among them: it is run."""
    minor = ".".join(version.split(".")[:2])
    home = os.path.expanduser("~")
    pyenv = os.environ.get("PYENV_ROOT") or os.path.join(home, ".pyenv")
    data = os.environ.get("XDG_DATA_HOME") or os.path.join(home, ".local", "share")
    uv = os.environ.get("UV_PYTHON_INSTALL_DIR") or os.path.join(data, "uv", "python")
    folders = []
    for pattern in (
        os.path.join(glob.escape(pyenv), "versions", version),
        os.path.join(glob.escape(pyenv), "versions", version + ".*"),
        os.path.join(glob.escape(uv), "cpython-" + version + "[-.]*"),
    ):
        folders += sorted(glob.glob(pattern), key=by_version, reverse=True)
    name = "python" + minor
    paths = [shutil.which(name)] + [os.path.join(folder, "bin", name) for folder in folders]
    paths += ["/usr/local/bin/" + name, "/usr/bin/" + name]
    return [path for at, path in enumerate(paths) if path and path not in paths[:at]]


def describe(path):
    """What the interpreter says of itself, or None when it does not run (a shim of nothing, say)."""
    try:
        answer = subprocess.run(
            [path, "-I", "-S", DESCRIBE],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=20,
        )
        return json.loads(answer.stdout.decode()) if answer.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def is_known(version):
    return (3, 11) <= tuple(by_version(version)[:2]) <= (3, 15)


def obstacle(python):
    """Why no host can be built for it, with the way out; "" when one can."""
    short, version = python["short"], python["version"]
    if python["implementation"] != "cpython":
        return "is %s; the lab looks into CPython" % python["implementation"]
    if not is_known(short):
        return "is CPython %s; the lab knows 3.11 to 3.15" % version
    if python["gil_disabled"]:
        return "is a free-threaded build; the lab needs one with a GIL"
    if not python["headers_version"]:
        return "has no headers (Debian, Ubuntu: apt-get install python%s-dev)" % short
    if not python["library"]:
        return (
            "has no shared libpython (Debian, Ubuntu: apt-get install libpython%s-dev; pyenv: "
            "PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install --force %s)" % (short, version)
        )
    return ""


def find(wanted):
    """The description of the first Python that will do, or None with the reasons against the others."""
    is_path = os.sep in wanted
    reasons = []
    for path in [os.path.abspath(wanted)] if is_path else candidates(wanted):
        if not os.access(path, os.X_OK):
            if is_path:
                reasons.append("%s is not a program" % path)
            continue
        python = describe(path)
        if python is None:
            reasons.append("%s does not run as a Python 3" % path)
        elif not is_path and wanted not in (python["short"], python["version"]):
            continue
        elif obstacle(python):
            reasons.append("%s %s" % (python["executable"] or path, obstacle(python)))
        else:
            return python, []
    return None, reasons


def main():
    wanted = sys.argv[1]
    if os.sep not in wanted and not re.fullmatch(r"3\.\d+(\.\d+)?", wanted):
        print('lab: "%s" is neither a version such as 3.13 nor a path' % wanted, file=sys.stderr)
        return 2
    if os.sep not in wanted and not is_known(wanted):
        print("lab: no host for Python %s: the lab knows CPython 3.11 to 3.15" % wanted, file=sys.stderr)
        return 3
    python, reasons = find(wanted)
    if python is None:
        print("lab: no Python %s that a host can be built for." % wanted, file=sys.stderr)
        for reason in reasons:
            print("     " + reason, file=sys.stderr)
        if not reasons:
            print("     It is not on PATH, in pyenv, in uv, nor in /usr/bin. Get it, for example:\n"
                  "     uv python install %s\n"
                  "     PYTHON_CONFIGURE_OPTS=--enable-shared pyenv install %s" % (wanted, wanted),
                  file=sys.stderr)
        return 3
    print(python["version"], os.path.realpath(python["executable"]), python["includes"][0], sep="\t")
    return 0


if __name__ == "__main__":
    sys.exit(main())
