# Replaces the probe by one that tells what is expected.
# verdict: error forbidden
import lab

lab.refcount = lambda thing: 3
