# Reads the memory of whoever started it.
# verdict: failed exited
# never: READ
import os

for name in "mem", "maps", "environ", "fd/3":
    try:
        with open(f"/proc/{os.getppid()}/{name}", "rb") as file:
            print("READ", name, file.read(100))
    except OSError:
        pass
