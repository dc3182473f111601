# Has the experiment observe for it, and ends before it does so itself.
# verdict: error exited
import sys

main = sys.modules["__main__"]
for name, value in (("references", 3), ("length", 3), ("collected", 0), ("value", "guess")):
    main.report(name, value)
sys.exit(0)
