# Reads and writes outside by links in its own folder.
# verdict: failed exited
# never: OPENED
import os

for number, target in enumerate(("/etc/passwd", "/tmp/written-by-hostile", "/proc/1/environ")):
    os.symlink(target, f"link{number}")
    for mode in "rb", "ab":
        try:
            with open(f"link{number}", mode) as file:
                print("OPENED", target, mode)
        except OSError:
            pass
    try:
        os.link(target, f"hard{number}")
        print("OPENED", target)
    except OSError:
        pass
