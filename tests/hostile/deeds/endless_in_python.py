# Never ends, in Python.
# verdict: error wall-time | error cpu-time
while True:
    pass
