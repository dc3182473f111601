import { describe, expect, it } from "vitest";
import type { Value } from "../src/data/protocol";
import { graphOf } from "../src/objects/graph";
import { layoutOf } from "../src/objects/layout";
import { structureOf, targets, type Structure } from "../src/objects/structure";
import { record } from "./sample";

const of = (value: Value): Structure | null =>
  structureOf(record(0, { name: "structure", fields: { object: "x", value } }));

describe("a structure", () => {
  it("of a split dict has its values by the side of the shared keys", () => {
    const dict = of({
      type: "dict",
      address: "0x1",
      used: 1,
      usable: 4,
      kind: "split",
      entries: [{ hash: 1, key: "'a'", key_address: "0x2" }],
      values: ["0x3"],
    });
    expect(dict).toMatchObject({ slots: [], entries: [{ key: "'a'", valueAddress: "0x3" }] });
  });
  it("that is too big or has ended says why", () => {
    expect(of({ type: "list", too_big: 5000 })).toMatchObject({
      type: "untold",
      why: expect.stringContaining("5,000"),
    });
    expect(of({ type: "dict", address: "0x1", ended: "enough is in the log" })).toMatchObject({
      type: "untold",
      why: "enough is in the log.",
    });
  });
  it("of an instance points at its values and through its dict", () => {
    const dict = {
      type: "dict",
      used: 1,
      usable: 0,
      slots: [0],
      entries: [{ hash: 1, key: "'a'", key_address: "0x8", value: "1", value_address: "0x9" }],
    };
    const made = of({
      type: "instance",
      class: "Node",
      address: "0x1",
      where: "inline",
      values: [{ attribute: "peer", text: "<Node>", address: "0x7" }],
      dict,
    })!;
    expect(targets(made).map(({ by, address }) => `${by} ${address}`)).toEqual([
      ".peer 0x7",
      "key 'a' 0x8",
      "['a'] 0x9",
    ]);
  });
  it.each<[string, Value]>([
    ["nothing", null],
    ["a text", "dict"],
    ["a list", [1, 2]],
  ])("is not made of %s", (_, value) => expect(of(value)).toBeNull());
  it.each<[string, Value]>([
    ["lists that are none", { type: "dict", slots: "x", entries: 5 }],
    ["numbers that are none", { type: "set", mask: "many", slots: [{ hash: null }, 7, "dummy"] }],
    ["items that are none", { type: "list", items: [null, "x", {}] }],
  ])("is read without a fault from %s", (_, value) => {
    expect(() => targets(of(value)!)).not.toThrow();
  });
  it("has its layout in the first record alone, bytes by their digits", () => {
    expect(
      layoutOf(
        record(0, {
          fields: {
            value: { layout: [{ offset: -16, size: 8, field: "f", type: "t", value: { bytes: "00ff" } }] },
          },
        }),
      ),
    ).toEqual([{ offset: -16, size: 8, field: "f", type: "t", value: "00ff" }]);
    expect(layoutOf(record(1, { fields: { value: { type: "dict" } } }))).toEqual([]);
  });
});

describe("the graph of references", () => {
  const listAt = (address: string, ...items: string[]): Structure => ({
    type: "list",
    address,
    length: items.length,
    allocated: 9,
    items: items.map((each) => ({ address: each, text: `<${each}>` })),
  });

  it("joins what points twice at one object, and knows a cycle", () => {
    const graph = graphOf(
      new Map([
        ["a", listAt("0x1", "0x2", "0x2")],
        ["b", listAt("0x2", "0x1", "0x9")],
      ]),
      500,
    );
    expect(graph.edges.map(({ from, to, count }) => `${from.label}→${to.label} ${count}`)).toEqual([
      "a→b 2",
      "b→a 1",
      "b→<0x9> 1",
    ]);
    expect(graph.nodes.filter(({ watched }) => watched).map(({ label }) => label)).toEqual(["a", "b"]);
  });
  it("has one node for two names of one object", () => {
    const graph = graphOf(
      new Map([
        ["a", listAt("0x1", "0x1")],
        ["b", listAt("0x1", "0x1")],
      ]),
      500,
    );
    expect(graph.nodes.map(({ label }) => label)).toEqual(["a, b"]);
    expect(graph.edges).toHaveLength(1);
  });
  it("leaves out what cannot be seen, and says how much", () => {
    const graph = graphOf(
      new Map([["a", listAt("0x1", ...Array.from({ length: 1000 }, (_, i) => `0x${i + 100}`))]]),
      500,
    );
    expect(graph.edges.length + graph.more).toBe(1000);
    expect(graph.nodes.length).toBeLessThan(20);
  });
});
