# Starts other programs.
# verdict: failed exited
# never: RAN
import os
import subprocess

for program in "/bin/sh", "/usr/bin/id", "/usr/bin/python3":
    try:
        print("RAN", subprocess.run([program, "-c", "exit"]))
    except OSError:
        pass
try:
    os.execv("/bin/sh", ["sh", "-c", "echo RAN"])
except OSError:
    pass
