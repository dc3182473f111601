import type { Structure } from "./structure";

/** Draws the structure of one object, and what has changed since it was drawn last. */
export interface ObjectView {
  readonly element: HTMLElement;
  /** @param near the last one shown was shortly before or after: what differs is told */
  show(structure: Structure, near: boolean): void;
}

/** Keys are compared by what tells them apart in a drawing. */
export function isNew<T>(
  before: readonly T[] | null,
  i: number,
  now: T,
  same: (a: T, b: T) => boolean,
): boolean {
  if (before === null) return false;
  const was = before[i];
  return was === undefined || !same(was, now);
}
