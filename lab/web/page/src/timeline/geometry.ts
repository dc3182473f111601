import type { LaneSteps } from "../data/protocol";
import { lastAtMost } from "../data/report_source";
import { span, type Range } from "./range";

// From a lane's steps to what is drawn in `width` pixels. Steps that share a pixel are joined, so
// that no lane costs more than its width however many steps it has.

export interface Span {
  x0: number;
  x1: number;
  value: number;
  share: number;
}
export interface Column {
  x: number;
  value: number;
  lo: number;
  hi: number;
}

const identity = (t: number): number => t;

/** Index of the step that holds at `time`, -1 before the first. */
export function stepAt(steps: LaneSteps, time: number): number {
  return lastAtMost(steps.t, time, identity);
}

/** What a states lane shows; stretches of state 0 are left out. */
export function stateSpans(steps: LaneSteps, range: Range, width: number): Span[] {
  const scale = width / span(range);
  const spans: Span[] = [];
  // Of steps narrower than a pixel the one of the longest time stands for all.
  let pixel = -1;
  let longest = 0;
  for (let i = Math.max(0, stepAt(steps, range.from)); i < steps.t.length; ++i) {
    const begin = steps.t[i]!;
    if (begin >= range.to) break;
    const x0 = Math.max(0, (begin - range.from) * scale);
    const x1 = Math.min(width, ((steps.t[i + 1] ?? range.to) - range.from) * scale);
    if (x1 <= x0) continue;
    const value = steps.v[i]!;
    const share = (steps.share?.[i] ?? 100) / 100;
    const last = spans.at(-1);
    if (x1 - x0 >= 1) {
      if (value !== 0) spans.push({ x0, x1, value, share });
      pixel = -1;
    } else if (Math.floor(x0) === pixel && last) {
      if (value !== 0 && x1 - x0 > longest) Object.assign(last, { value, share, x1: pixel + 1 });
      if (value !== 0) longest = Math.max(longest, x1 - x0);
    } else if (value !== 0) {
      pixel = Math.floor(x0);
      longest = x1 - x0;
      spans.push({ x0: pixel, x1: pixel + 1, value, share });
    }
  }
  return spans;
}

/** What a series shows: the value at the end of each pixel that changes, and its bounds within. */
export function seriesColumns(steps: LaneSteps, range: Range, width: number): Column[] {
  const scale = width / span(range);
  const columns: Column[] = [];
  for (let i = Math.max(0, stepAt(steps, range.from)); i < steps.t.length; ++i) {
    const begin = steps.t[i]!;
    if (begin >= range.to) break;
    const x = Math.max(0, Math.floor((begin - range.from) * scale));
    const value = steps.v[i]!;
    const lo = Math.min(value, steps.lo?.[i] ?? value);
    const hi = Math.max(value, steps.hi?.[i] ?? value);
    const last = columns.at(-1);
    if (last && last.x === x)
      Object.assign(last, { value, lo: Math.min(last.lo, lo), hi: Math.max(last.hi, hi) });
    else columns.push({ x, value, lo, hi });
  }
  return columns;
}

/** What a rate shows: for each pixel how many fall into it. */
export function rateColumns(steps: LaneSteps, range: Range, width: number): Float64Array {
  const scale = width / span(range);
  const columns = new Float64Array(Math.ceil(width));
  for (let i = Math.max(0, stepAt(steps, range.from)); i < steps.t.length; ++i) {
    const begin = (steps.t[i]! - range.from) * scale;
    if (begin >= width) break;
    const value = steps.v[i]!;
    if (value === 0) continue;
    const end = ((steps.t[i + 1] ?? steps.t[i]!) - range.from) * scale;
    // One that is wider than a pixel was counted over its whole stretch.
    const wide = steps.exact ? 1 : Math.max(1, Math.ceil(end) - Math.floor(begin));
    for (let x = Math.max(0, Math.floor(begin)); x < Math.min(columns.length, Math.floor(begin) + wide); ++x)
      columns[x]! += value / wide;
  }
  return columns;
}
