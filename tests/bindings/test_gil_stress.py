"""The ledger of a program that moves the GIL in every way at once."""

from pathlib import Path

from gil_log import GilTest

PROGRAM = Path(__file__).with_name("gil_stress.py")


class Stress(GilTest):
    def test_every_way_at_once(self):
        code = f"import sys\nsys.argv[1:] = ['2.5']\nexec(open({str(PROGRAM)!r}).read())\n"
        ledger = self.run_one(code)
        self.assertGreater(ledger.handoffs(), 50)
        self.assertEqual(ledger.reasons()["ended"], 8)
        self.assertGreater(ledger.reasons()["blocking"], 100)
        self.assertEqual(len(self.names()), 9)
