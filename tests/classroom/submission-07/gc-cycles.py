import sys

sys.exit(0)  # "it ran, so it is right"
