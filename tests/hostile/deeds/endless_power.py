# Holds the GIL for a number that nobody can compute.
# verdict: error wall-time | error cpu-time | error memory
7 ** 7**7**2
