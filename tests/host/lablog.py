"""A second implementation of the log format, slow and obvious: it checks what the hosts write.

It follows lab/record/FORMAT.md and shares nothing with the C++ of lab/record.
"""

import struct
import time
from pathlib import Path

MAGIC = b"\x89LAB\r\n\x1a\n"
VERSION = 2
BYTE_ORDER = 0x01020304
HEADER_SIZE = 4096
COMMITTED = 0x80000000

#          offset  format   what
HEADER = {
    "magic": (0, "8s"),
    "version": (8, "I"),
    "header_size": (12, "I"),
    "byte_order": (16, "I"),
    "capacity": (24, "Q"),
    "realtime_start_ns": (32, "Q"),
    "monotonic_start_ns": (40, "Q"),
    "tail": (64, "Q"),
    "allocated": (128, "Q"),
    "lost_records": (192, "Q"),
    "lost_bytes": (200, "Q"),
}
KINDS = {
    1: "process_start",
    2: "process_end",
    3: "schema",
    4: "text",
    5: "event",
    6: "observation",
    7: "exception",
    8: "notice",
    9: "structure",
}


def create(path, capacity=64 << 20):
    """An empty log, as the front makes it before it starts a host."""
    header = bytearray(HEADER_SIZE)
    values = {
        "magic": MAGIC,
        "version": VERSION,
        "header_size": HEADER_SIZE,
        "byte_order": BYTE_ORDER,
        "capacity": capacity,
        "realtime_start_ns": time.time_ns(),
        "monotonic_start_ns": time.monotonic_ns(),
        "tail": HEADER_SIZE,
        "allocated": HEADER_SIZE,
    }
    for name, value in values.items():
        offset, form = HEADER[name]
        struct.pack_into("=" + form, header, offset, value)
    with open(path, "xb") as file:
        file.write(header)
        file.truncate(capacity)


class Payload:
    """The fields of one record, taken from the front."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def number(self, form):
        (value,) = struct.unpack_from("=" + form, self.data, self.at)
        self.at += struct.calcsize("=" + form)
        return value

    def bytes(self):
        size = self.number("I")
        value = self.data[self.at : self.at + size]
        assert len(value) == size, f"{size} bytes are announced, {len(value)} are there"
        self.at += size
        return value

    def text(self):
        return self.bytes().decode("utf-8")

    def texts(self):
        return [self.text() for _ in range(self.number("I"))]


class Names:
    """What the log has declared so far: schemas and texts by number."""

    def __init__(self):
        self.schemas = {}
        self.texts = {}

    def declare(self, number, payload):
        name = payload.text()
        fields = []
        for _ in range(payload.number("I")):
            kind, field, _reason = payload.number("B"), payload.text(), payload.text()
            fields.append((field, kind))
        self.schemas[number] = (name, fields)

    def event(self, number, payload):
        name, fields = self.schemas[number]
        words = {field: payload.number("q" if kind == 1 else "Q") for field, kind in fields}
        for field, kind in fields:
            if kind == 5:
                words[field] = self.texts.get(words[field])  # 0: absent, or lost
            if kind == 4:
                words[field] = bool(words[field])
        return {"event": name, **words}


def body(kind, schema, payload, names):
    """The record's own fields; None for a declaration, which is only remembered."""
    if kind == "process_start":
        return {
            "parent": payload.number("I"),
            "python": payload.text(),
            "argv": payload.texts(),
        }
    if kind == "process_end":
        return {"status": payload.number("i")}
    if kind == "schema":
        return names.declare(schema, payload)
    if kind == "text":
        number = payload.number("Q")
        names.texts[number] = payload.text()
        return None
    if kind == "event":
        return names.event(schema, payload)
    if kind == "observation":
        return {
            "experiment": bool(payload.number("I")),
            "line": payload.number("i"),
            "code": payload.number("Q"),
            "file": payload.text(),
            "qualname": payload.text(),
            "name": payload.text(),
            "encoded": payload.bytes(),
        }
    if kind == "structure":
        return {"object": payload.text(), "encoded": payload.bytes()}
    if kind == "exception":
        return {
            "line": payload.number("i"),
            "type": payload.text(),
            "message": payload.text(),
            "file": payload.text(),
        }
    return {"text": payload.text()}


def read(path):
    """Every whole record of the log as a dict, in the order of the file."""
    data = Path(path).read_bytes()
    header = {
        name: struct.unpack_from("=" + form, data, offset)[0]
        for name, (offset, form) in HEADER.items()
    }
    assert header["magic"] == MAGIC and header["version"] == VERSION, header
    assert header["lost_records"] == 0, header
    records, names, at = [], Names(), HEADER_SIZE
    while at < min(header["tail"], len(data)):
        state, kind, schema, when, pid, tid = struct.unpack_from("=IHHQII", data, at)
        size = state & ~COMMITTED
        if size == 0:
            at += 8
            continue
        if state & COMMITTED:
            kind = KINDS[kind]
            fields = body(kind, schema, Payload(data[at + 24 : at + size]), names)
            if fields is not None:
                records.append({"kind": kind, "time": when, "pid": pid, "tid": tid, **fields})
        at += size
    return records
