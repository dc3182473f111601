def value(): return 1
def double(): return 2
