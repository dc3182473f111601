# Sets a trace function, which can change what the experiment's frames hold.
# verdict: error forbidden
import sys

sys.settrace(lambda *_: None)
