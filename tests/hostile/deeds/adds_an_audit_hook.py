# Adds an audit hook that refuses everything from then on.
# verdict: failed exited
import sys


def refuse(event, arguments):
    raise RuntimeError(event)


sys.addaudithook(refuse)
