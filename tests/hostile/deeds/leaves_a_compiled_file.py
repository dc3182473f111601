# Has compiled code imported that lies beside it.
# verdict: error forbidden
import os
import py_compile

os.mkdir("__pycache__")
with open("other.py", "w") as file:
    file.write("x = 1\n")
py_compile.compile("other.py", doraise=True)
import other  # noqa: E402, F401
