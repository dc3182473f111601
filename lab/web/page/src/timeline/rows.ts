import type { Lane } from "../data/protocol";

/** Where a lane or the name of a group stands, in pixels from the first. */
export interface Row { lane: Lane | null; group: string; top: number; height: number }

const GROUPS: [string, string][] = [
  ["gil", "GIL"],
  ["gc", "Collector"],
  ["refcount", "Refcounts"],
  ["alloc", "Allocations"],
  ["locks", "Locks"],
  ["tasks", "Tasks"],
  ["events", "Records"],
];
const HEIGHTS = { states: 20, series: 34, rate: 28 };
const HEAD = 22;

/** Lanes by group, a head before each group. A thread that never held the GIL stays in its place. */
export function arrange(lanes: readonly Lane[]): Row[] {
  const rows: Row[] = [];
  let top = 0;
  const put = (lane: Lane | null, group: string, height: number): void => {
    rows.push({ lane, group, top, height });
    top += height;
  };
  const known = new Set(GROUPS.map(([group]) => group));
  const others = [...new Set(lanes.map((lane) => lane.group))].filter((group) => !known.has(group));
  for (const [group, title] of [...GROUPS, ...others.map((group) => [group, group] as [string, string])]) {
    const members = lanes.filter((lane) => lane.group === group);
    if (members.length === 0) continue;
    put(null, title, HEAD);
    for (const lane of members) put(lane, group, HEIGHTS[lane.kind]);
  }
  return rows;
}

export const totalHeight = (rows: readonly Row[]): number => {
  const last = rows.at(-1);
  return last ? last.top + last.height : 0;
};
