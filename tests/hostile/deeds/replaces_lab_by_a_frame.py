# The same by way of a traceback's frames.
# verdict: error forbidden
import types

import lab

try:
    raise ValueError
except ValueError as error:
    frame = error.__traceback__.tb_frame
    while frame is not None:
        if frame.f_globals["__name__"] == "__main__":
            frame.f_globals["lab"] = types.SimpleNamespace(observe=lab.observe, refcount=lambda thing: 3)
        frame = frame.f_back
