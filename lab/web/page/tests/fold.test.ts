import { describe, expect, it } from "vitest";
import { family, fold, settled } from "../src/run/fold";
import { page, record } from "./sample";

const before = {
  "refcount/a": record(3, { subject: "refcount/a" }),
  "gil/1/1": record(5, { subject: "gil/1/1" }),
};
const records = [
  record(512, { subject: "refcount/a" }),
  record(513),
  record(514, { subject: "line/1/1" }),
  record(515, { subject: "refcount/a" }),
  record(516, { subject: "refcount/b/c" }),
];

describe("the state at a record", () => {
  it("is what stood before the page where nothing was said since", () => {
    expect(fold(page(512, records, before), 511).get("refcount/a")?.n).toBe(3);
  });
  it("has the record itself put in", () => {
    const state = fold(page(512, records, before), 512);
    expect([...state].map(([subject, { n }]) => [subject, n])).toEqual([
      ["refcount/a", 512],
      ["gil/1/1", 5],
    ]);
  });
  it("keeps the last of each subject and nothing that comes later", () => {
    const state = fold(page(512, records, before), 515);
    expect(state.get("refcount/a")?.n).toBe(515);
    expect(state.has("refcount/b/c")).toBe(false);
  });
  it("leaves the page as it was", () => {
    fold(page(512, records, before), 600);
    expect(before["refcount/a"].n).toBe(3);
  });
  it("gives a family by the rest of the subject, slashes included", () => {
    expect([...family(fold(page(512, records, before), 600), "refcount").keys()]).toEqual(["a", "b/c"]);
  });
});

describe("a change under the cursor", () => {
  const change = (n: number, object: string): ReturnType<typeof record> =>
    record(n, { name: "object.change", subject: `object/${object}`, fields: { object } });
  const structure = (n: number, object: string, tid = 1): ReturnType<typeof record> =>
    record(n, { name: "structure", tid, subject: `structure/${object}`, fields: { object } });
  const at = (records: ReturnType<typeof record>[], n: number): number | undefined => {
    const made = page(0, records);
    return settled(
      fold(made, n),
      made,
      records.find((each) => each.n === n)!,
    ).get("structure/d")?.n;
  };

  it("shows what all that the instruction did has made of the object", () => {
    expect(
      at(
        [
          structure(0, "d"),
          change(1, "d"),
          change(2, "d"),
          change(3, "e"),
          structure(4, "d"),
          structure(5, "e"),
        ],
        1,
      ),
    ).toBe(4);
  });
  it("shows the structure that a watch begins with", () => {
    const watch = record(0, { name: "object.watch", subject: "object/d", fields: { object: "d" } });
    expect(at([watch, structure(1, "d")], 0)).toBe(1);
  });
  it("shows no structure of a later instruction, of another thread or object", () => {
    expect(at([structure(0, "d"), change(1, "d"), record(2), structure(3, "d")], 1)).toBe(0);
    expect(at([structure(0, "d"), change(1, "d"), structure(2, "d", 9), structure(3, "e")], 1)).toBe(0);
  });
  it("leaves every other record its own state", () => {
    expect(at([structure(0, "d"), record(1), structure(2, "d")], 1)).toBe(0);
  });
});
