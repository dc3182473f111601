"""What the tests of the refcount watch share: scripts run under it, and its events out of the log."""

import ctypes
import os
import struct
import unittest

from driver import HostTest, of_kind
from encoded import decode

HARDWARE = "hardware"
INSTRUCTION = "instruction"


def why_no_hardware():
    """Why the kernel gives no watchpoint here; None where it does. Asked without the lab."""
    #                 type, size, config, period, sample_type, read_format
    attributes = struct.pack("<IIQQQQ", 5, 128, 0, 1, 0, 0)
    # disabled, exclude_kernel, exclude_hv, remove_on_exec, sigtrap
    attributes += struct.pack("<Q", 1 << 0 | 1 << 5 | 1 << 6 | 1 << 36 | 1 << 37)
    word = ctypes.c_int64()
    #                          wakeup, HW_BREAKPOINT_W, address, length
    attributes += struct.pack("<IIQQ", 0, 2, ctypes.addressof(word), 8)
    attributes += bytes(128 - len(attributes))
    if os.uname().machine != "x86_64":
        return f"no watchpoints of the lab's on {os.uname().machine}"
    syscall = ctypes.CDLL(None, use_errno=True).syscall
    descriptor = syscall(298, ctypes.c_char_p(attributes), 0, -1, ctypes.c_long(-1), 8)
    if descriptor < 0:
        return "perf_event_open: " + os.strerror(ctypes.get_errno())
    os.close(descriptor)
    return None


NO_HARDWARE = why_no_hardware()
needs_hardware = unittest.skipIf(NO_HARDWARE, str(NO_HARDWARE))


class RefcountTest(HostTest):
    """Runs a script in one mode and takes the refcount events of its log."""

    def watch(self, code, mode=HARDWARE, status=0, **variables):
        """Leaves records, stderr and output behind. @returns the events of the refcount watch"""
        if self.log.exists():
            self.log.unlink()
        script = self.write("script.py", code)
        variables = {"LAB_REFCOUNT_MODE": mode, **variables}
        self.process, self.records = self.record(script, variables=variables)
        self.assertStatus(self.process, status)
        events = [r for r in of_kind(self.records, "event") if r["event"].startswith("refcount.")]
        for event in events:
            if event["event"] != "refcount.write":
                continue
            mask, fields = event["absent"], [n for n in event if n not in HEAD]
            for at, name in enumerate(fields):
                if mask >> at & 1:
                    event[name] = None
        return events

    def notices(self):
        return [r["text"] for r in of_kind(self.records, "notice")]

    def assertLedger(self, events, name="x"):
        """Every event takes up where the one before it ended. @returns the values of the writes"""
        mine = [e for e in events if e["object"] == name]
        last = None
        for event in mine:
            if event["event"] == "refcount.write":
                self.assertEqual(event["before"], last, event)
                self.assertNotEqual(event["value"], last, event)
            if event["event"] == "refcount.end":
                self.assertEqual(event["value"], last, event)
            last = event["value"]
        return [e["value"] for e in mine if e["event"] == "refcount.write"]


class SurvivalTest(RefcountTest):
    """Runs scripts in the mode of its class; a class without one is a base of others."""

    mode = None

    def setUp(self):
        super().setUp()
        if self.mode is None:
            self.skipTest("a base of the classes for each mode")

    def run_script(self, code, **options):
        return self.watch(code, self.mode, **options)

    def observed(self):
        return {r["name"]: decode(r["encoded"]) for r in of_kind(self.records, "observation")}


HEAD = ("kind", "time", "pid", "tid", "event")


def writes(events, name="x"):
    return [e for e in events if e["event"] == "refcount.write" and e["object"] == name]


def steps(events, name="x"):
    """(instruction, value) of each write."""
    return [(e["opcode"], e["value"]) for e in writes(events, name)]


def ends(events):
    return [(e["object"], e["reason"]) for e in events if e["event"] == "refcount.end"]
