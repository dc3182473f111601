# Is right; an exception in a callback of atexit is printed and ignored.
# verdict: passed exited
# answer: right
import atexit

atexit.register(lambda: 1 / 0)
