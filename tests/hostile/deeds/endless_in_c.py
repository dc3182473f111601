# Never ends, in one C call that looks for signals nowhere.
# verdict: error wall-time | error cpu-time
import itertools

sum(itertools.repeat(0))
