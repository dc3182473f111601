"""Runs scripts with watched objects in fresh hosts and reads back what was recorded."""

from driver import HostTest, of_kind


class ObjectWatchTest(HostTest):
    """A script is run; its changes are read from the log, what is absent as None."""

    def watch(self, code, status=0, what=None, **options):
        variables = {} if what is None else {"LAB_WATCH": what}
        path = self.write("watched.py", code)
        process, self.records = self.record(path, variables=variables, **options)
        self.process = process
        self.assertStatus(process, status)
        return self.changes()

    def events(self, name):
        return [r for r in of_kind(self.records, "event") if r["event"] == name]

    def notices(self):
        return [r["text"] for r in of_kind(self.records, "notice")]

    def changes(self, of=None):
        events = [self.with_absent(r) for r in self.events("object.change")]
        return [e for e in events if of is None or e["object"] == of]

    def with_absent(self, record):
        fields = [n for n in record if n not in ("kind", "time", "pid", "tid", "event")]
        mask = record[fields[0]]
        return {n: None if mask >> i & 1 else record[n] for i, n in enumerate(fields) if i > 0}

    def brief(self, changes, *fields):
        """The changes as tuples of their name and some fields."""
        return [(c["change"], *(c[f] for f in fields)) for c in changes]
