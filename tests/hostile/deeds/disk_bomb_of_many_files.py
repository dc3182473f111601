# Fills the disk with files.
# verdict: error output | error wall-time | error cpu-time
import itertools

for number in itertools.count():
    with open(f"file{number}", "wb") as file:
        file.write(bytes(1 << 20))
