# Looks for the log among its mappings and descriptors, and writes to it.
# verdict: failed exited
# never: OPENED
import os

for line in open("/proc/self/maps"):
    path = line.split(maxsplit=5)[-1].strip()
    if "lablog" in path:
        for how in os.O_RDWR, os.O_WRONLY, os.O_RDONLY:
            try:
                os.open(path, how)
                print("OPENED", path)
            except OSError:
                pass
        addresses = line.split()[0]
        try:
            os.open(f"/proc/self/map_files/{addresses}", os.O_RDWR)
            print("OPENED", addresses)
        except OSError:
            pass
for number in range(3, 100):
    try:
        os.write(number, b"x")
        print("OPENED", number)
    except OSError:
        pass
