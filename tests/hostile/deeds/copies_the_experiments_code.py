# Makes functions of the experiment's code with globals of its own.
# verdict: failed exited
import sys
import types

import lab

main = sys.modules["__main__"]
report = types.FunctionType(main.report.__code__, {"lab": lab})
for name, value in (("references", 3), ("length", 3)):
    report(name, value)
