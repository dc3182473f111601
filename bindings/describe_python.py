"""Print what the build must know of the CPython that runs this, as one JSON object.

Run as `PYTHON -I -S describe_python.py`. It has to run on any Python that somebody may name in
LAB_PYTHONS, so that the answer to a wrong one is a sentence and not a SyntaxError.
"""

import json
import os
import sys
import sysconfig


def prefixes():
    """The installation's own prefixes, also when the interpreter belongs to a venv."""
    return (
        getattr(sys, "base_prefix", sys.prefix),
        getattr(sys, "base_exec_prefix", sys.exec_prefix),
    )


def include_folders():
    paths = sysconfig.get_paths()
    folders = []
    for name in ("include", "platinclude"):
        if paths.get(name) and paths[name] not in folders:
            folders.append(paths[name])
    return folders


def library_folders():
    """Where libpython may be, the likeliest first.

    The prefix stands before LIBDIR: a build that was moved after it was made (uv's, say) still names
    the folder of its first home there.
    """
    prefix, exec_prefix = prefixes()
    folders = [os.path.join(exec_prefix, "lib"), os.path.join(prefix, "lib")]
    libdir = sysconfig.get_config_var("LIBDIR") or ""
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    folders += [libdir, os.path.join(libdir, multiarch), sysconfig.get_config_var("LIBPL") or ""]
    return [folder for at, folder in enumerate(folders) if folder and folder not in folders[:at]]


def library_names():
    names = [sysconfig.get_config_var("INSTSONAME") or "", sysconfig.get_config_var("LDLIBRARY") or ""]
    names.append("libpython%s.so.1.0" % (sysconfig.get_config_var("LDVERSION") or ""))
    return [name for at, name in enumerate(names) if ".so" in name and name not in names[:at]]


def find_library():
    for name in library_names():
        for folder in library_folders():
            path = os.path.join(folder, name)
            if os.path.isfile(path):
                return path
    return ""


def static_library():
    """The same CPython as an archive, "" where there is none: Debian and Ubuntu have both."""
    name = sysconfig.get_config_var("LIBRARY") or ""
    path = os.path.join(sysconfig.get_config_var("LIBPL") or "", name)
    return path if name.endswith(".a") and os.path.isfile(path) else ""


def static_needs():
    """What the modules inside that archive have to be linked with: -lz and the like."""
    words = []
    for name in ("MODLIBS", "LIBS", "SYSLIBS"):
        words += (sysconfig.get_config_var(name) or "").split()
    return [word for at, word in enumerate(words) if word.startswith("-l") and word not in words[:at]]


def headers_version(folders):
    """PY_VERSION of the headers that are installed, or "" where there are none."""
    for folder in folders:
        path = os.path.join(folder, "patchlevel.h")
        if not os.path.isfile(path):
            continue
        with open(path) as header:
            for line in header:
                words = line.split()
                if words[:2] == ["#define", "PY_VERSION"]:
                    return words[2].strip('"')
    return ""


def main():
    prefix, exec_prefix = prefixes()
    includes = include_folders()
    print(json.dumps({
        "implementation": sys.implementation.name,
        "version": sys.version.split()[0],
        "short": "%d.%d" % sys.version_info[:2],
        "executable": sys.executable,
        "prefix": prefix,
        "exec_prefix": exec_prefix,
        "includes": includes,
        "headers_version": headers_version(includes),
        "library": find_library(),
        "library_folders": library_folders(),
        "static_library": static_library(),
        "static_needs": static_needs(),
        "gil_disabled": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    }))


main()
