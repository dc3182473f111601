# Replaces lab.observe by one that changes the value.
# verdict: error forbidden
import lab

true = lab.observe
lab.observe = lambda name, value: true(name, {"references": 3, "length": 3}.get(name, value))
