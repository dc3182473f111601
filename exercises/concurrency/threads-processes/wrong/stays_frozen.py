# fails: objects frozen in the parent afterwards
"""Never thaws: what the parent has now is not collected any more, garbage or not."""

import gc
import os


def prefork(work):
    gc.freeze()
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
