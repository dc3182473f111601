# Puts a builtin's name into the experiment's globals.
# verdict: error forbidden
import sys

sys.modules["__main__"].len = lambda items: 3
