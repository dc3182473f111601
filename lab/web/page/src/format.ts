const UNITS: [number, string][] = [
  [1e9, "s"],
  [1e6, "ms"],
  [1e3, "µs"],
  [1, "ns"],
];

/** 1234567 → "1.235 ms". @param digits behind the point at most */
export function duration(ns: number, digits = 3): string {
  const [size, unit] = UNITS.find(([least]) => Math.abs(ns) >= least) ?? [1, "ns"];
  return `${trim((ns / size).toFixed(size === 1 ? 0 : digits))} ${unit}`;
}

/** A time of day within a run, always to the nanosecond's place that `span` can show. */
export function moment(ns: number, span: number): string {
  const [size, unit] = UNITS.find(([least]) => Math.abs(ns) >= least) ?? [1, "ns"];
  const digits = Math.max(0, Math.ceil(Math.log10(size / Math.max(1, span / 200))));
  return `${(ns / size).toFixed(Math.min(9, digits))} ${unit}`;
}

const NUMBER = new Intl.NumberFormat("en", { useGrouping: true });

export function count(value: number): string {
  return NUMBER.format(value);
}

/** The last part of a path. */
export function baseName(file: string): string {
  return file.slice(file.lastIndexOf("/") + 1) || file;
}

function trim(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
