"""Reads the events of the `gil` watch back, and checks what must hold of every run."""

from collections import Counter

from watched_program import WatchedTest

GIL = ("gil.start", "gil.wait", "gil.request", "gil.drop", "gil.take", "gil.end")


def spelled_out(events):
    """gil.let_go and gil.retake as the drop and the take that they are short for."""
    last, number = {}, {}
    for event in events:
        thread = event["pid"], event["tid"]
        if event["event"] == "gil.let_go":
            event = {**event, "event": "gil.drop", "gil": last[thread], "reason": "blocking"}
        elif event["event"] == "gil.retake":
            event = {**event, "event": "gil.take", "gil": last[thread], "from": event["tid"],
                     "handoff": False, "switch_number": number[event["pid"], last[thread]]}
        elif event["event"] == "gil.start" and event["holder"]:
            last[event["pid"], event["holder"]] = event["gil"]
        elif event["event"] in ("gil.take", "gil.drop"):
            last[thread] = event["gil"]
        if "switch_number" in event:
            number[event["pid"], event["gil"]] = event["switch_number"]
        yield event


class Ledger:
    """The events of one GIL, from gil.start to gil.end or to the process's last."""

    def __init__(self, start, is_main):
        self.pid = start["pid"]
        self.is_main = is_main
        self.start = start
        self.events = []
        self.end = None

    def named(self, name):
        return [event for event in self.events if event["event"] == "gil." + name]

    def count(self, name):
        return len(self.named(name))

    def reasons(self):
        return Counter(event["reason"] for event in self.named("drop"))

    def handoffs(self):
        return sum(event["handoff"] for event in self.named("take"))


def ledgers(events):
    """One for each gil.start, in their order."""
    found, open_ones = [], {}
    for event in events:
        if event["event"] not in GIL:
            continue
        key = event["pid"], event["gil"]
        if event["event"] == "gil.start":
            is_main = event["pid"] not in (ledger.pid for ledger in found)
            open_ones[key] = Ledger(event, is_main)
            found.append(open_ones[key])
        elif event["event"] == "gil.end":
            open_ones.pop(key).end = event
        else:
            open_ones[key].events.append(event)
    return found


class GilTest(WatchedTest):
    def run_watched(self, code, what="gil", **options):
        """Runs a program, checks its ledgers, and gives them back."""
        self.events = list(spelled_out(self.watch(code, what, **options)))
        self.assertEqual([text for text in self.notices if "gil" in text], [])
        found = ledgers(self.events)
        for ledger in found:
            self.check(ledger)
        return found

    def run_one(self, code, **options):
        (ledger,) = self.run_watched(code, **options)
        self.assertIsNotNone(ledger.end, "gil.end is missing")
        return ledger

    def names(self, pid=None):
        """The name of each thread, by its number; the last one where it was renamed."""
        return {
            event["tid"]: event["name"]
            for event in self.named(self.events, "gil.thread")
            if pid in (None, event["pid"])
        }

    def check(self, ledger):
        """Takes and drops alternate, by the same thread, in the order of time: so no two threads
        ever hold it at once. The hand-offs are those that the interpreter has counted."""
        holder, last, time = ledger.start["holder"], ledger.start["holder"], ledger.start["time"]
        number = ledger.start["switch_number"]
        for event in ledger.events:
            self.assertGreaterEqual(event["time"], time, event)
            time = event["time"]
            if event["event"] == "gil.take":
                self.assertIsNone(holder, f"taken while it was held: {event}")
                self.assertEqual(event["from"], last, event)
                self.assertEqual(event["switch_number"], number + event["handoff"], event)
                # The interpreter counts PyThreadStates. That of another interpreter may be used
                # by one thread after the other, and no switch is counted then.
                if ledger.is_main and not event["handoff"]:
                    self.assertEqual(event["from"], event["tid"], event)
                number = event["switch_number"]
                holder = last = event["tid"]
            elif event["event"] == "gil.drop":
                self.assertEqual(event["tid"], holder, f"dropped by another: {event}")
                holder = None
        if ledger.end is not None:
            self.assertEqual(ledger.end["switch_number"], number)
            self.assertEqual(
                ledger.end["switch_number"] - ledger.start["switch_number"],
                ledger.end["handoffs"],
            )
            self.assertEqual(ledger.handoffs(), ledger.end["handoffs"])
