import { describe, expect, it } from "vitest";
import type { Lane, LaneSteps } from "../src/data/protocol";
import { rateColumns, seriesColumns, stateSpans } from "../src/timeline/geometry";
import { LEAST_SPAN, panned, showing, span, ticks, within, zoomed } from "../src/timeline/range";
import { arrange, totalHeight } from "../src/timeline/rows";

const lane = (t: number[], v: number[], more: Partial<LaneSteps> = {}): LaneSteps => ({
  id: "x",
  exact: true,
  t,
  v,
  ...more,
});
const range = { from: 0, to: 100 };

describe("states", () => {
  it("begin before the range and end with it", () => {
    expect(stateSpans(lane([-50, 20, 60], [2, 0, 1]), range, 100)).toEqual([
      { x0: 0, x1: 20, value: 2, share: 1 },
      { x0: 60, x1: 100, value: 1, share: 1 },
    ]);
  });
  it("that share a pixel are joined to the longest", () => {
    const steps = lane([0, 10.1, 10.3, 10.9, 12], [0, 1, 2, 0, 0]);
    expect(stateSpans(steps, range, 100)).toEqual([{ x0: 10, x1: 11, value: 2, share: 1 }]);
  });
  it("cost no more than the width, however many they are", () => {
    const many = Array.from({ length: 100_000 }, (_, i) => i / 1000);
    expect(
      stateSpans(
        lane(
          many,
          many.map((_, i) => (i % 2) + 1),
        ),
        range,
        200,
      ).length,
    ).toBeLessThanOrEqual(200);
  });
  it("keep the share of the time that they stand for", () => {
    expect(stateSpans(lane([0, 50], [1, 0], { exact: false, share: [40, 100] }), range, 100)[0]!.share).toBe(
      0.4,
    );
  });
  it("are nothing before the first step and in an empty lane", () => {
    expect(stateSpans(lane([200], [1]), range, 100)).toEqual([]);
    expect(stateSpans(lane([], []), range, 100)).toEqual([]);
  });
});

describe("series", () => {
  it("that share a pixel keep the last value and their bounds", () => {
    expect(seriesColumns(lane([0, 10.2, 10.5, 10.8], [1, 9, -3, 4]), range, 100)).toEqual([
      { x: 0, value: 1, lo: 1, hi: 1 },
      { x: 10, value: 4, lo: -3, hi: 9 },
    ]);
  });
  it("that the server joined keep its bounds", () => {
    expect(seriesColumns(lane([0], [5], { exact: false, lo: [2], hi: [8] }), range, 100)).toEqual([
      { x: 0, value: 5, lo: 2, hi: 8 },
    ]);
  });
});

describe("rates", () => {
  it("count each event in its pixel", () => {
    expect([...rateColumns(lane([1, 1.5, 3], [1, 2, 4]), { from: 0, to: 4 }, 4)]).toEqual([0, 3, 0, 4]);
  });
  it("are spread over the stretch that they were counted in", () => {
    expect([...rateColumns(lane([0, 2, 4], [6, 0, 0], { exact: false }), { from: 0, to: 4 }, 4)]).toEqual([
      3, 3, 0, 0,
    ]);
  });
});

describe("the range that is seen", () => {
  const bounds = { from: 1000, to: 1_001_000 };
  it("keeps what is under the pointer in place", () => {
    const seen = zoomed(bounds, 0.1, 501_000, bounds);
    expect((501_000 - seen.from) / span(seen)).toBeCloseTo(0.5);
    expect(span(seen)).toBeCloseTo(100_000);
  });
  it("never leaves the run, nor shrinks below what a clock can tell", () => {
    expect(zoomed(bounds, 50, 5, bounds)).toEqual(bounds);
    expect(span(zoomed({ from: 2000, to: 2300 }, 1e-9, 2100, bounds))).toBeCloseTo(LEAST_SPAN);
    expect(panned({ from: 1000, to: 2000 }, -3, bounds)).toEqual({ from: 1000, to: 2000 });
    expect(panned({ from: 1_000_500, to: 1_001_000 }, 3, bounds)).toEqual({ from: 1_000_500, to: 1_001_000 });
    expect(within({ from: 0, to: 0 }, { from: 7, to: 7 })).toEqual({ from: 7, to: 7 + LEAST_SPAN });
  });
  it("moves only as far as the cursor needs", () => {
    const seen = { from: 5000, to: 6000 };
    expect(showing(seen, 5500, bounds)).toBe(seen);
    expect(showing(seen, 7000, bounds)).toEqual({ from: 6100, to: 7100 });
    expect(showing(seen, 3000, bounds)).toEqual({ from: 2900, to: 3900 });
  });
  it("has round times on its ruler", () => {
    expect(ticks({ from: 0, to: 100 }, 5)).toEqual([0, 20, 40, 60, 80, 100]);
    expect(ticks({ from: 1_234_567, to: 1_234_767 }, 4)).toEqual([
      1_234_600, 1_234_650, 1_234_700, 1_234_750,
    ]);
  });
});

describe("rows", () => {
  const made = (id: string, group: string): Lane => ({
    id,
    group,
    title: id,
    unit: "",
    kind: "states",
    states: [],
  });
  it("tell two lanes of one title apart by their process", () => {
    const lanes = ["gil/7/7", "gil/8/8"].map((id) => ({ ...made(id, "gil"), title: "MainThread" }));
    expect(arrange(lanes).map((row) => row.lane?.title)).toEqual([
      undefined,
      "MainThread · 7",
      "MainThread · 8",
    ]);
  });
  it("stand in groups, each below its head, unknown groups last", () => {
    const rows = arrange([made("e", "events"), made("z", "zoo"), made("g", "gil"), made("h", "gil")]);
    expect(rows.map((row) => row.lane?.id ?? row.group)).toEqual([
      "GIL",
      "g",
      "h",
      "Records",
      "e",
      "zoo",
      "z",
    ]);
    expect(totalHeight(rows)).toBe(rows.reduce((sum, { height }) => sum + height, 0));
    expect(totalHeight([])).toBe(0);
  });
});
