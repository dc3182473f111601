# Is wrong, and leaves with status 0 from atexit, before its end is recorded.
# verdict: error exited
import atexit
import os

atexit.register(os._exit, 0)
