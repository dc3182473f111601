# The same past setattr.
# verdict: error forbidden
import lab

vars(lab)["refcount"] = lambda thing: 3
