# Puts another function into the experiment's globals.
# verdict: error forbidden
import sys

sys.modules["__main__"].references = lambda thing: 3
