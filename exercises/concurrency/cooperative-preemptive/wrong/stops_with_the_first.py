# fails: order of three tasks
# fails: a task that ends at once
"""Takes the turns by zip, which ends with the shortest: the steps of the others are lost."""


def round_robin(tasks):
    for turn in zip(*(task for _name, task in tasks)):
        yield from turn
