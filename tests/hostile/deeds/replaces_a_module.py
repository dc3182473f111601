# Puts fakes into sys.modules.
# verdict: error forbidden
import sys
import types

import lab

fake = types.ModuleType("lab")
vars(fake).update(vars(lab), refcount=lambda thing: 3)
sys.modules["lab"] = fake
