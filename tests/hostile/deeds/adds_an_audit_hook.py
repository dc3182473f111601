# Adds an audit hook that refuses everything from then on.
# verdict: error exception | failed exited | error exited
import sys


def refuse(event, arguments):
    raise RuntimeError(event)


sys.addaudithook(refuse)
