"""Grades the collection inside of a process namespace, and says what was left: inside.py FOLDER COMMAND…

What escapes from `lab grade` here reaches no other process of the machine, and is seen: after it has
ended, nobody but this process and its parent may live.
"""

import json
import os
import resource
import socket
import subprocess
import sys
from pathlib import Path

MOST_PROCESSES = 4000  # of this user, should the limits of the runs not hold


def listener():
    """A server that counts who reaches it, on one of the ports that deeds try."""
    for port in range(1024 + 997, 65536, 997):
        server = socket.socket()
        try:
            server.bind(("127.0.0.1", port))
        except OSError:
            server.close()
            continue
        server.listen()
        server.setblocking(False)
        return server
    sys.exit("no port is free")


def reached(server):
    try:
        server.accept()
    except BlockingIOError:
        return False
    return True


def others():
    known = {os.getpid(), os.getppid()}
    left = []
    for name in os.listdir("/proc"):
        if name.isdigit() and int(name) not in known:
            try:
                left.append(Path("/proc", name, "stat").read_text())
            except OSError:
                pass  # ended meanwhile
    return left


def main(folder, *command):
    resource.setrlimit(resource.RLIMIT_NPROC, (MOST_PROCESSES, MOST_PROCESSES))
    server = listener()
    with open(folder / "stdout", "wb") as out, open(folder / "stderr", "wb") as err:
        process = subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=out, stderr=err)
    (folder / "inside.json").write_text(json.dumps(
        {"code": process.returncode, "left": others(), "reached": reached(server)}))


main(Path(sys.argv[1]), *sys.argv[2:])
