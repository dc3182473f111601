# Writes where others would read.
# verdict: failed exited
# never: WROTE
import os

for folder in ("/tmp", "/var/tmp", "/dev/shm", "/", "/root", "/home", "..", "/run", "/usr/lib/python3"):
    try:
        with open(os.path.join(folder, "written-by-hostile"), "w") as file:
            file.write("x")
        print("WROTE", folder)
    except OSError:
        pass
