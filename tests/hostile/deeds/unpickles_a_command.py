# Unpickles what calls os.system.
# verdict: failed exited
# never: RAN
import os
import pickle


class Command:
    def __reduce__(self):
        return os.system, ("echo RAN; id",)


pickle.loads(pickle.dumps(Command()))
