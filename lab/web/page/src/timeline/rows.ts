import type { Lane } from "../data/protocol";

/** Where a lane or the name of a group stands, in pixels from the first. */
export interface Row {
  lane: Lane | null;
  group: string;
  top: number;
  height: number;
}

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
    for (const lane of members) put(told(lane, members), group, HEIGHTS[lane.kind]);
  }
  return rows;
}

/** With the process in its title where another lane has the same: each process has a main thread. */
function told(lane: Lane, members: readonly Lane[]): Lane {
  const twice = members.some((other) => other !== lane && other.title === lane.title);
  const process = lane.id.split("/")[1];
  return twice && process ? { ...lane, title: `${lane.title} · ${process}` } : lane;
}

export const totalHeight = (rows: readonly Row[]): number => {
  const last = rows.at(-1);
  return last ? last.top + last.height : 0;
};
