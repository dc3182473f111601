# Holds the GIL for a number that nobody can compute.
# verdict: error wall-time | error cpu-time
7 ** 7**7**2
