import { afterEach, describe, expect, it, vi } from "vitest";
import type { Found, LabRecord, Page, Query, Run } from "../src/data/protocol";
import { fits } from "../src/data/query";
import type { Source } from "../src/data/source";
import { duration, moment } from "../src/format";
import { backOff } from "../src/run/polling";
import { presetsOf } from "../src/run/presets";
import { Session } from "../src/run/session";
import { verdictAt } from "../src/views/checks";
import { watching } from "../src/views/panel";
import { page, record } from "./sample";

const RUN: Run = {
  version: 1,
  title: "x",
  question: null,
  command: "",
  python: "",
  count: 0,
  begin: 0,
  end: 0,
  running: false,
  progress: 1,
  run: 1,
  first_own: null,
  notes: [],
  threads: [],
  sources: [],
  objects: [],
  kinds: [],
  lanes: [],
  outputs: [],
  checks: [],
  claims: [],
  result: null,
};

/** A server that tells one page of records, and how far it looked when it found nothing in time. */
class Told implements Source {
  readonly live = true;
  constructor(
    public records: LabRecord[],
    private readonly patience = Infinity,
  ) {}
  run = async (): Promise<Run> => ({ ...RUN, count: this.records.length });
  pageOf = (): number => 0;
  pageCount = (): number => 1;
  last = async (): Promise<number> => this.records.length - 1;
  page = async (): Promise<Page> => page(0, this.records);
  lanes = async (): Promise<[]> => [];
  at = async (): Promise<number> => 0;
  async find(from: number, back: boolean, query: Query): Promise<Found> {
    const step = back ? -1 : 1;
    let n = from + step;
    for (let looked = 0; this.records[n] && looked < this.patience; n += step, ++looked)
      if (fits(this.records[n]!, query)) return { number: n, reached: n, all: false };
    return { number: null, reached: n - step, all: !this.records[n] };
  }
}

const session = async (source: Source): Promise<Session> => {
  vi.stubGlobal("requestAnimationFrame", () => 0);
  vi.stubGlobal("location", { hash: "" });
  const made = new Session(source);
  await made.update(await source.run(null, new AbortController().signal));
  return made;
};
afterEach(() => vi.unstubAllGlobals());

describe("a session", () => {
  const records = Array.from({ length: 30 }, (_, n) => record(n, { own: n % 3 === 0 }));

  it("follows the end until somebody steps, and never past the first record", async () => {
    const made = await session(new Told(records));
    expect([made.present?.n, made.following]).toEqual([29, true]);
    expect(await made.step(-10, false)).toBe(true);
    expect([made.present?.n, made.following]).toEqual([19, false]);
    expect(await made.step(-10, true)).toBe(true);
    expect(made.present?.n).toBe(0);
    expect(await made.step(-1, false)).toBe(false);
  });
  it("looks on where the server ran out of patience", async () => {
    const made = await session(new Told(records, 2));
    expect((await made.next(0, false, { text: '"nothing"' }))?.n).toBeUndefined();
    expect((await made.next(29, true, {}, ({ n }) => n < 5))?.n).toBe(4);
  });
  it("stays where it is while records come in, once somebody has stepped", async () => {
    const source = new Told(records.slice(0, 10));
    const made = await session(source);
    await made.step(-1, false);
    source.records = records;
    await made.update(await source.run());
    expect([made.present?.n, made.last]).toEqual([8, 29]);
    await made.step(2, false);
    expect(made.present?.n).toBe(10);
  });
  it("begins anew with another run", async () => {
    const source = new Told(records);
    const made = await session(source);
    await made.step(-1, false);
    source.records = records.slice(0, 5);
    await made.update({ ...(await source.run()), run: 2 });
    expect([made.present?.n, made.following]).toEqual([4, true]);
  });
  it("has no record in an empty log, whatever is asked of it", async () => {
    const made = await session(new Told([]));
    await made.goTo(7);
    expect([made.present, await made.step(1, false)]).toEqual([null, false]);
  });
  it("drops a page that comes after somebody has stopped following", async () => {
    const source = new Told(records);
    const made = await session(source);
    await made.step(-5, false);
    made.follow(true);
    made.follow(false);
    await Promise.resolve();
    await made.pages.record(0);
    expect(made.present?.n).toBe(24);
  });
});

describe("steps that are typed fast", () => {
  const records = Array.from({ length: 100 }, (_, n) => record(n));
  it("count from where the cursor is on its way to", async () => {
    const made = await session(new Told(records));
    void made.goTo(50);
    await made.step(-10, false);
    expect(made.present?.n).toBe(40);
  });
  it("are all made", async () => {
    const made = await session(new Told(records));
    void made.step(-10, false);
    void made.step(-10, false);
    await made.step(1, false);
    expect(made.present?.n).toBe(80);
  });
  it("do not bring back who has gone elsewhere meanwhile", async () => {
    const made = await session(new Told(records));
    await made.goTo(50);
    const step = made.step(1, false);
    await Promise.resolve();
    await Promise.resolve();
    const gone = made.goTo(7);
    await Promise.all([step, gone]);
    expect(made.present?.n).toBe(7);
  });
});

describe("presets", () => {
  const run: Run = {
    ...RUN,
    objects: [
      { name: "d", type: "dict" },
      { name: "l", type: "list" },
    ],
    kinds: [
      { name: "object.change", count: 3 },
      { name: "gil.take", count: 2 },
      { name: "odd.event", count: 1 },
    ],
  };
  const change = (object: string, what: string): LabRecord =>
    record(1, { name: "object.change", fields: { object, change: what } });

  it("are of what the run has, and of each of its kinds once", () => {
    expect(presetsOf(run).map(({ id }) => id)).toEqual([
      "",
      "resize of a dict",
      "resize of a list",
      "gil.take",
      "object.change",
      "odd.event",
    ]);
  });
  it("tell the resize of a dict from that of a list, and from a name that reads so", () => {
    const resize = presetsOf(run).find(({ id }) => id === "resize of a dict")!;
    const fit = (each: LabRecord): boolean => fits(each, resize.query) && resize.accept!(each);
    expect([change("d", "resize"), change("l", "resize"), change("d", "insert")].map(fit)).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe("an expected answer", () => {
  const check = {
    name: "",
    status: "failed",
    operator: "",
    expected: "",
    observed: "",
    why: "",
    hint: "",
    points: 1,
    n: 5,
  };
  it("is pending before the record that decides it, and where none does", () => {
    expect([verdictAt(check, 4), verdictAt(check, 5), verdictAt({ ...check, n: null }, 9)]).toEqual([
      "pending",
      "failed",
      "pending",
    ]);
  });
});

describe("words", () => {
  it.each([
    [0, "0 ns"],
    [999, "999 ns"],
    [1500, "1.5 µs"],
    [2_000_000, "2 ms"],
    [61_234_567_890, "61.235 s"],
  ])("tell %i ns as %s", (ns, text) => expect(duration(ns)).toBe(text));
  it("tell two moments apart that can be seen apart", () => {
    expect(moment(1_000_000_100, 1000)).not.toBe(moment(1_000_000_300, 1000));
  });
  it("ask a server that has gone ever less often, but never stop", () => {
    expect([0, 1, 2, 3, 50].map(backOff)).toEqual([250, 500, 1000, 2000, 10_000]);
  });
  it("add a watch to the command that was typed", () => {
    expect(watching("lab watch a.py", "gc")).toBe("lab watch a.py --watch gc");
    expect(watching("lab watch a.py --watch gil --web", "gc")).toBe("lab watch a.py --watch gil,gc --web");
    expect(watching("", "gc")).toBe("--watch gc");
  });
});
