# Prints without end to stderr.
# verdict: error output
import sys

while True:
    sys.stderr.write("x" * 1000)
