THING = object()
THINGS = [THING]


def value():
    return "secret-of-the-box-4711"


def thing():
    return THING


def items():
    return [1, 2, 3]
