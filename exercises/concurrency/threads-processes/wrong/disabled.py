# fails: KiB dirtied by a collection in the child
# fails: objects frozen in the child
# fails: the collector is on afterwards
"""Switches the automatic collections off. As soon as the child collects by itself, every head is written."""

import gc
import os


def prefork(work):
    gc.disable()
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
