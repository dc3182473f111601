/** A stretch of time, in ns since the log was created. */
export interface Range {
  from: number;
  to: number;
}

/** Below this a pixel would be less than a nanosecond for most screens, and nothing is. */
export const LEAST_SPAN = 200;

export const span = (range: Range): number => range.to - range.from;

/** `range` moved, and shrunk where it must be, to lie within `bounds`. */
export function within(range: Range, bounds: Range): Range {
  const width = Math.min(Math.max(span(range), LEAST_SPAN), Math.max(span(bounds), LEAST_SPAN));
  const from = Math.max(bounds.from, Math.min(range.from, Math.max(bounds.from, bounds.to - width)));
  return { from, to: from + width };
}

/** The range seen after zooming by `factor` (below 1: closer) with `at` staying where it is. */
export function zoomed(range: Range, factor: number, at: number, bounds: Range): Range {
  const width = Math.max(LEAST_SPAN, Math.min(span(range) * factor, Math.max(span(bounds), LEAST_SPAN)));
  const share = (at - range.from) / Math.max(1, span(range));
  return within({ from: at - share * width, to: at - share * width + width }, bounds);
}

/** Moved by a share of its width. */
export function panned(range: Range, share: number, bounds: Range): Range {
  const by = span(range) * share;
  return within({ from: range.from + by, to: range.to + by }, bounds);
}

/** The same width, moved only as far as `at` needs to be well inside. */
export function showing(range: Range, at: number, bounds: Range): Range {
  const edge = span(range) * 0.1;
  if (at >= range.from && at <= range.to) return range;
  const from = at < range.from ? at - edge : at + edge - span(range);
  return within({ from, to: from + span(range) }, bounds);
}

/** Round times for a ruler: 1, 2 or 5 times a power of ten apart, at most about `most`. */
export function ticks(range: Range, most: number): number[] {
  const rough = span(range) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(Math.max(1, rough)));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? power * 10;
  const found: number[] = [];
  for (let tick = Math.ceil(range.from / step) * step; tick <= range.to; tick += step) found.push(tick);
  return found;
}
