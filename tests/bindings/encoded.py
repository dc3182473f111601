"""A second decoder of an observation's bytes, slow and obvious (lab/record/format.h, Tag)."""

import struct


class Decoder:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        taken = self.data[self.at : self.at + size]
        assert len(taken) == size
        self.at += size
        return taken

    def number(self, form):
        (value,) = struct.unpack("=" + form, self.take(struct.calcsize("=" + form)))
        return value

    def sized(self):
        return self.take(self.number("I"))

    def value(self):
        tag = self.number("B")
        if tag <= 2:
            return (None, False, True)[tag]
        if tag <= 6:
            kind, form = {3: ("int", "q"), 4: ("uint", "Q"), 5: ("real", "d"), 6: ("address", "Q")}[tag]
            return kind, self.number(form)
        if tag <= 10:
            kind = {7: "text", 8: "bytes", 9: "big", 10: "absent"}[tag]
            data = self.sized()
            return kind, data if kind == "bytes" else data.decode("utf-8")
        count = self.number("I")
        if tag == 11:
            return [self.value() for _ in range(count)]
        assert tag == 12, tag
        return {self.sized().decode("utf-8"): self.value() for _ in range(count)}


def decode(data):
    """The one value that the bytes are: tagged tuples, lists and dicts."""
    decoder = Decoder(data)
    value = decoder.value()
    assert decoder.at == len(data)
    return value
