# Is right, and then never ends in a callback of atexit.
# verdict: error wall-time | error cpu-time
# answer: right
import atexit


@atexit.register
def stay():
    while True:
        pass
