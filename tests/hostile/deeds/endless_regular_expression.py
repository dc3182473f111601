# Backtracks for longer than the sun will shine.
# verdict: error wall-time | error cpu-time
import re

re.match("(a+)+$", "a" * 64 + "b")
