# Fills the log with observations of its own.
# verdict: error output | error wall-time | error cpu-time
import lab

while True:
    lab.observe("mine", "x" * 100_000)
