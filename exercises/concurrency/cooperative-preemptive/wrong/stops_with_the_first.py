# fails: order of three tasks
# fails: a task that ends at once
# fails: a hog among three
"""Takes the turns by zip, which ends with the shortest: the steps of the others are lost, and nobody is measured."""


def round_robin(tasks, clock):
    for turn in zip(*(task for _name, task, _budget in tasks)):
        yield from turn
    return []
