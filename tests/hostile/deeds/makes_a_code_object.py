# Makes code that no compiler would, which can do anything to memory.
# verdict: error forbidden
def loads():
    return None


loads.__code__ = loads.__code__.replace(co_consts=())
loads()
