# The same by a thread, which has no frame of the answer below it.
# verdict: failed exited
import sys
import threading

main = sys.modules["__main__"]
for name, value in (("references", 3), ("length", 3)):
    thread = threading.Thread(target=main.report, args=(name, value))
    thread.start()
    thread.join()
