# Observes what would be right, from its own code.
# verdict: failed exited
import lab

for name, value in (("value", "guess"), ("references", 3), ("length", 3), ("collected", 0)):
    lab.observe(name, value)
