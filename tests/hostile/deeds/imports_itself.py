# Imports itself again and again under other names.
# verdict: failed exited
import importlib.util
import sys

if "again" not in sys.modules:
    for number in range(100):
        spec = importlib.util.spec_from_file_location("again", __file__)
        sys.modules["again"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["again"])
