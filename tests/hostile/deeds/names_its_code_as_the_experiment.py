# Compiles code under the name of the experiment.
# verdict: failed exited
import sys

import lab

text = "for name, seen in (('references', 3), ('length', 3)): lab.observe(name, seen)"
exec(compile(text, sys.modules["__main__"].__file__, "exec"), {"lab": lab})
