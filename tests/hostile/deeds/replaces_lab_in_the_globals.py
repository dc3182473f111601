# Puts a fake module into the experiment's globals.
# verdict: error forbidden
import sys
import types

import lab

fake = types.SimpleNamespace(observe=lab.observe, refcount=lambda thing: 3)
sys.modules["__main__"].lab = fake
