# Aborts itself.
# verdict: error signal
import os

os.abort()
