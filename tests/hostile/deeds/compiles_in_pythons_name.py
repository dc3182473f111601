# Compiles code under the name of a file of Python's.
# verdict: error forbidden
import os

exec(compile("x = 1", os.__file__, "exec"))
