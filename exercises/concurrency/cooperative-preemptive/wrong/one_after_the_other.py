# fails: order of three tasks
# fails: order of five tasks
"""Runs each task to its end: yields were asked for, but nobody else gets a turn at them."""


def round_robin(tasks):
    for _name, task in tasks:
        yield from task
