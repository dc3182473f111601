"""Reference answer: what is alive now moves out of the collector's sight before the fork, so that no
collection in the child writes into its heads."""

import gc
import os


def prefork(work):
    gc.freeze()
    try:
        pid = os.fork()
        if pid == 0:
            try:
                work()
            finally:
                os._exit(0)
        os.waitpid(pid, 0)
    finally:
        gc.unfreeze()
