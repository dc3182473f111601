# Starts threads until it may start no more.
# verdict: error exception
import threading

forever = threading.Event()
while True:
    threading.Thread(target=forever.wait, daemon=True).start()
