# Leaves a folder that denies everything, and a deep nest of others.
# verdict: failed exited
import os

os.makedirs("closed/inside")
os.chmod("closed", 0)
for _ in range(500):
    os.mkdir("d")
    os.chdir("d")
