# Is right; an exception in __del__ is printed and ignored.
# verdict: passed exited
# answer: right
class Loud:
    def __del__(self):
        raise ValueError("in __del__")


Loud()
