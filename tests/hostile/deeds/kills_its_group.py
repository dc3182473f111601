# Kills its process group, which is its own.
# verdict: error signal
import os
import signal

os.killpg(0, signal.SIGKILL)
