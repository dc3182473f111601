# Ends by SIGKILL.
# verdict: error signal
import os
import signal

os.kill(os.getpid(), signal.SIGKILL)
