# fails: hook and exception, after function() raised
"""Takes the hook away when function() returns. When it raises, nobody does.
"""

import sys


def count_calls(function):
    calls = {}

    def note(frame, event, argument):
        if event == "call":
            name = frame.f_code.co_name
            calls[name] = calls.get(name, 0) + 1

    before = sys.getprofile()
    sys.setprofile(note)
    function()
    sys.setprofile(before)
    return calls


def count_calls_monitored(function):
    monitoring, calls = sys.monitoring, {}
    entries = monitoring.events.PY_START, monitoring.events.PY_RESUME

    def note(code, offset):
        calls[code.co_name] = calls.get(code.co_name, 0) + 1

    tool = next(number for number in range(6) if monitoring.get_tool(number) is None)
    monitoring.use_tool_id(tool, "count_calls")
    try:
        for event in entries:
            monitoring.register_callback(tool, event, note)
        monitoring.set_events(tool, sum(entries))
        function()
    finally:
        monitoring.set_events(tool, 0)
        for event in entries:
            monitoring.register_callback(tool, event, None)
        monitoring.free_tool_id(tool)
    return calls


def count_lines(function):
    hits, code = {}, function.__code__

    def note(frame, event, argument):
        if frame.f_code is not code:
            return None
        if event == "line":
            line = frame.f_lineno - code.co_firstlineno
            hits[line] = hits.get(line, 0) + 1
        return note

    before = sys.gettrace()
    sys.settrace(note)
    try:
        function()
    finally:
        sys.settrace(before)
    return hits
