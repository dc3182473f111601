# Kills all that it may.
# verdict: failed exited | error signal
import os
import signal

try:
    os.kill(-1, signal.SIGKILL)
except OSError:
    pass
