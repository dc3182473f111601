# Is right, and leaves a thread for which Python waits.
# verdict: error wall-time | error cpu-time
# answer: right
import threading


def stay():
    while True:
        pass


threading.Thread(target=stay).start()
