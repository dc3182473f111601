THINGS = []


def value():
    return "nothing"


def thing():
    return object()


def items():
    return []
