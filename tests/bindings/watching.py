"""Scenarios that run a script with watches on, in a host of its own, and read what they wrote."""

from driver import HostTest, of_kind


class ExecutionTest(HostTest):
    """`body` is the script's text; its file name is what events call it."""

    def watch(self, body, what="", status=0):
        script = self.write("watched.py", body)
        self.process, self.records = self.record("-B", script, variables={"LAB_WATCH": what})
        self.assertStatus(self.process, status)
        self.file = str(script)
        return self.process.stdout

    def events(self, name, **fields):
        """The events of that name that have these values, in the order of the log."""
        found = [r for r in of_kind(self.records, "event") if r["event"] == name]
        return [r for r in found if all(r[field] == value for field, value in fields.items())]

    def mine(self, name, **fields):
        """Those that come from the script itself."""
        return self.events(name, file=self.file, **fields)

    def opcodes(self, code):
        return [event["opcode"] for event in self.mine("instruction", code=code)]

    def lines(self, code):
        return [event["line"] for event in self.mine("line", code=code)]

    def notices(self):
        return [record["text"] for record in of_kind(self.records, "notice")]
