"""Runs a program under watches and gives back what it recorded."""

from driver import HostTest, of_kind


class WatchedTest(HostTest):
    def watch(self, code, what="", status=0, **options):
        """The events of a program; its process and the notices are kept in self."""
        options.setdefault("timeout", 100)
        if self.log.exists():
            self.log.unlink()
        program = self.write("program.py", code)
        self.process, records = self.record(program, variables={"LAB_WATCH": what}, **options)
        self.assertStatus(self.process, status)
        self.notices = [record["text"] for record in of_kind(records, "notice")]
        self.program = str(program)
        return of_kind(records, "event")

    def named(self, events, name):
        return [event for event in events if event["event"] == name]
