# Replaces the probe, and puts it back when it has lied.
# verdict: error forbidden
import lab

true = lab.refcount


def lie(thing):
    lab.refcount = true
    return 3


lab.refcount = lie
