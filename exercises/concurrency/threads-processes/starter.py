"""threads-processes: a child that goes on sharing its parent's memory, collections or not.

prefork(work)

   Calls work() in a forked child, and returns when the child has ended. The child may collect garbage
   as often as it likes: that must not cost it a copy of everything that the parent has. In the parent
   the collector is left as it was.

Try it:  lab run threads-processes --answer mine.py
"""

import os


def prefork(work):
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
