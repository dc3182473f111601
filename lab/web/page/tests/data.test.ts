import { describe, expect, it } from "vitest";
import { parseJson } from "../src/data/json";
import { fits } from "../src/data/query";
import { PageCache } from "../src/data/page_cache";
import { lastAtMost, ReportSource } from "../src/data/report_source";
import { page, record } from "./sample";

describe("parseJson", () => {
  it("keeps whole numbers that a double cannot hold", () => {
    expect(parseJson('{"hash":-8448099766859293092,"n":12,"t":9007199254740991,"f":1.5}')).toEqual({
      hash: "-8448099766859293092",
      n: 12,
      t: 9007199254740991,
      f: 1.5,
    });
  });
  it("leaves digits within a text alone", () => {
    const text = JSON.stringify({ "key": '"hash":1234567890123456789\\" \\', "12345678901234567890": [1] });
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });
  it("reads a long text", () => {
    const text = `"${"x\\n".repeat(1_000_000)}"`;
    expect(parseJson<string>(`[${text},12345678901234567890]`)).toHaveLength(2);
  });
  it("leaves a long fraction and an exponent alone", () => {
    expect(parseJson("[0.12345678901234567,12345678901234567.5,1e22]")).toEqual([
      0.12345678901234567, 12345678901234567.5, 1e22,
    ]);
  });
});

describe("a query", () => {
  const resize = record(7, {
    name: "object.change",
    text: "`squares` grows",
    fields: { change: "Resize" },
    own: false,
  });
  it("fits by the beginning of the name, in any case of the text, in fields too", () => {
    expect([
      fits(resize, { name: "object" }),
      fits(resize, { name: "change" }),
      fits(resize, { text: "resize" }),
      fits(resize, { text: "SQUARES" }),
      fits(resize, {}),
    ]).toEqual([true, false, true, true, true]);
  });
  it("wants all that it asks for", () => {
    expect([fits(resize, { name: "object", text: "nothing" }), fits(resize, { own: true })]).toEqual([
      false,
      false,
    ]);
  });
});

describe("lastAtMost", () => {
  it.each([
    [-1, -1],
    [0, 0],
    [4, 0],
    [5, 1],
    [99, 2],
  ])("of [0, 5, 9] at most %i is number %i", (value, index) => {
    expect(lastAtMost([0, 5, 9], value, (each) => each)).toBe(index);
  });
});

// A report that left out the records 2 to 9 and 11 to 19.
const kept = [
  [record(0), record(1), record(10)],
  [record(20, { own: false }), record(21, { name: "gc.start" })],
];
async function packed(value: unknown): Promise<string> {
  const stream = new Blob([JSON.stringify(value)]).stream().pipeThrough(new CompressionStream("gzip"));
  return btoa(String.fromCharCode(...new Uint8Array(await new Response(stream).arrayBuffer())));
}
const pages = await Promise.all(kept.map((records) => packed(page(records[0]!.n, records))));
const elements: Record<string, string> = {
  "lab-run": JSON.stringify({
    version: 1,
    count: 22,
    records: 5,
    pages: kept.map((records) => [records[0]!.n, records[0]!.t]),
  }),
  "lab-lanes": JSON.stringify([
    { id: "a", t: [], v: [] },
    { id: "b", t: [], v: [] },
  ]),
  ...Object.fromEntries(pages.map((text, i) => [`lab-page-${i}`, `\n${text}\n`])),
};
const open = (): ReportSource => new ReportSource((id) => elements[id] ?? null);

describe("a report with records left out", () => {
  it("finds the page of a number, also of one that it lacks", () => {
    expect([0, 10, 19, 20, 500].map((n) => open().pageOf(n))).toEqual([0, 0, 0, 1, 1]);
  });
  it("finds over the edge of a page, both ways, without the record itself", async () => {
    expect(await open().find(10, false, {})).toEqual({ number: 20, reached: 20, all: false });
    expect(await open().find(20, true, {})).toEqual({ number: 10, reached: 10, all: false });
    expect((await open().find(0, false, { name: "gc" })).number).toBe(21);
    expect(await open().find(21, false, {})).toMatchObject({ number: null, all: true });
  });
  it("finds by time the last at or before it", async () => {
    expect(await Promise.all([0, 150, 1999, 2050, 99999].map((time) => open().at(time)))).toEqual([
      0, 1, 10, 20, 21,
    ]);
  });
  it("knows its last record, and gives only the lanes asked for", async () => {
    expect(await open().last()).toBe(21);
    expect((await open().lanes(0, 1, 1, ["b"])).map(({ id }) => id)).toEqual(["b"]);
  });
  it("gives the neighbours in the list, not in the numbers", async () => {
    const cache = new PageCache(open());
    expect((await cache.beside(10, 2)).map(({ n }) => n)).toEqual([20, 21]);
    expect((await cache.beside(20, -2)).map(({ n }) => n)).toEqual([1, 10]);
    expect((await cache.record(15))?.n).toBe(10);
  });
  it("says which page is missing", async () => {
    await expect(
      new ReportSource((id) => (id.startsWith("lab-page") ? null : (elements[id] ?? null))).page(1),
    ).rejects.toThrow("lacks its page 1");
  });
});
