"""Submissions that are hostile as files: what they are, not what they do."""

import os
import socket
import stat

from deed import BOX, Deed

ANSWER = (BOX / "answer.py").read_bytes()
FORBIDDEN = [("error", "forbidden")]
EXCEPTION = [("error", "exception")]
PASSED = [("passed", "exited")]

# Contents. What the file is called is always box.py.
CONTENTS = {
    "empty": (b"", FORBIDDEN),
    "binary": (b"\x7fELF\x02\x01\x01" + bytes(200), FORBIDDEN),
    "utf_16": ("def value(): return 1\n".encode("utf-16"), FORBIDDEN),
    "nul_bytes": (b"x = 1\n\x00\n", FORBIDDEN),
    "fifty_megabytes": (b"#" * (50 << 20), FORBIDDEN),
    "deep_nesting": (b"x = " + b"(" * 10_000 + b")" * 10_000, EXCEPTION),
    "many_lines": (b"x = 1\n" * 100_000 + ANSWER, PASSED),
    "rot_13": (b"# -*- coding: rot13 -*-\nqrs inyhr(): erghea 1\n", EXCEPTION),
    "unknown_coding": (b"# -*- coding: hostile -*-\n" + ANSWER, EXCEPTION),
    "latin_1": ("# -*- coding: latin-1 -*-\n# \xe9\n".encode("latin-1") + ANSWER, PASSED),
    "byte_order_mark": (b"\xef\xbb\xbf" + ANSWER, PASSED),
    "carriage_returns": (ANSWER.replace(b"\n", b"\r\n"), PASSED),
    "tabs_and_blanks": (b"if True:\n\tx = 1\n        y = 2\n", EXCEPTION),
}


def link(target):
    return lambda path: os.symlink(target, path)


def unix_socket(path):
    listener = socket.socket(socket.AF_UNIX)
    folder = os.open(path.parent, os.O_RDONLY)
    listener.bind(f"/proc/self/fd/{folder}/{path.name}")  # the path itself may be too long
    os.close(folder)
    listener.close()


def unreadable(path):
    path.write_bytes(ANSWER)
    path.chmod(0)


def device(path):
    os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero, which never ends


# Not regular files: passed over in a folder, and said so.
SPECIAL = {
    "link_to_passwords": link("/etc/passwd"),
    "link_to_another": link("../honest_1/box.py"),
    "link_to_itself": link("box.py"),
    "link_to_nothing": link("nowhere"),
    "fifo": os.mkfifo,
    "unix_socket": unix_socket,
    "folder": os.mkdir,
}

# What persons may be called. Their answer is right.
NAMES = ["-rf", "a b", "quote\"'`$(id)", "<script>alert(1)<", "]]>", "::error::x", "new\nline", "dots..",
         "\x1b[2J", "%0A::set-output name=x::y", "\u202eevil", "&amp;&#0;", "CON", "x" * 200, b"\xff\xfe".decode(errors="surrogateescape")]


def make_files(folder):
    """Returns the deeds by the folder's name, and the names of those that are passed over."""
    made = []
    for name, (content, verdicts) in CONTENTS.items():
        (folder / name).mkdir()
        (folder / name / "box.py").write_bytes(content)
        made.append(Deed(name, verdicts, content))
    for name in NAMES:
        (folder / name).mkdir()
        (folder / name / "box.py").write_bytes(ANSWER)
        made.append(Deed(name, PASSED, ANSWER))
    special = dict(SPECIAL)
    if os.geteuid() == 0:
        special["device"] = device
    else:
        (folder / "unreadable").mkdir()
        unreadable(folder / "unreadable" / "box.py")
        made.append(Deed("unreadable", [("error", "needs"), ("error", "forbidden"), ("error", "exercise")], b""))
    for name, make in special.items():
        (folder / name).mkdir()
        make(folder / name / "box.py")
    return made, sorted(special)
