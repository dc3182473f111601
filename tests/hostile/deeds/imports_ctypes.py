# Imports what reaches any memory.
# verdict: error forbidden
import ctypes

ctypes.string_at(0)
