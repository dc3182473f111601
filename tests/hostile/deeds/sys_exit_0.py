# Leaves halfway by sys.exit(0).
# verdict: error exited
# answer: right
import sys

sys.exit(0)
