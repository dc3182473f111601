"""profiling: build the two profilers that everybody uses, without the clock.

1. count_calls(function) -> {name: calls}

   Call function() with a hook of sys.setprofile, and return how often each Python function was entered,
   by its co_name: what cProfile says. Nothing of your own and no C function may be among them.
   Afterwards the hook that was there before is there again, also when function() raises; the exception
   goes on.

2. count_calls_monitored(function) -> {name: calls}

   The same with sys.monitoring. Leave no tool id taken, and no event switched on; somebody else may have
   one of the ids. (Called from 3.12 on.)

3. count_lines(function) -> {line: hits}

   How often each line of function() ran, without the lines of what it calls. Lines are counted from the
   line of its def, which is 0.

Try it:  lab run profiling --answer mine.py
"""


def count_calls(function):
    function()
    return {}


def count_calls_monitored(function):
    function()
    return {}


def count_lines(function):
    function()
    return {}
