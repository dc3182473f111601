"""Runs one of programs/ and prints how long its own code took: {"ms": …}. The start of Python is not in it."""

import json
import sys
import time
from pathlib import Path

code = compile(Path(sys.argv[1]).read_text(), sys.argv[1], "exec")
start = time.perf_counter()
exec(code, {"__name__": "__main__"})
print(json.dumps({"ms": 1000 * (time.perf_counter() - start)}))
