# Starts threads until it may start no more.
# verdict: error exception | error wall-time | error memory
import threading

forever = threading.Event()
while True:
    threading.Thread(target=forever.wait, daemon=True).start()
