# Looks for other submissions around its own folder.
# verdict: failed exited
# never: READ
import glob
import os

for place in (os.getcwd(), os.environ["TMPDIR"], os.environ["HOME"]):
    for path in glob.glob(os.path.join(place, "..", "**"), recursive=True):
        if not os.path.realpath(path).startswith(os.getcwd()):
            try:
                with open(path, "rb") as file:
                    print("READ", file.read(100))
            except OSError:
                pass
