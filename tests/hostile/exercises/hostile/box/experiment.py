"""Asks the answer for values, and measures what it can by itself."""

import gc

import lab


def references(thing):
    return lab.refcount(thing)


def report(name, value):
    lab.observe(name, value)


gc.collect()

import answer  # noqa: E402 - when all is there that a submission could want to change

report("collected", gc.collect())
report("value", answer.value())
report("references", references(answer.thing()))
report("length", len(answer.items()))
