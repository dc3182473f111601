import type { Found, LaneSteps, Page, Query, Run } from "./protocol";

/** Where the values come from: a server that follows a log, or the report that this page is. */
export interface Source {
  readonly live: boolean;
  /** Answers when more than `known` records are there; at once without it. */
  run(known: number | undefined, stop: AbortSignal): Promise<Run>;
  /** The page that holds record `n`, or the last one before it. */
  pageOf(n: number): number;
  pageCount(): number;
  page(page: number): Promise<Page>;
  lanes(from: number, to: number, steps: number): Promise<LaneSteps[]>;
  /** The next record that fits, `from` itself excluded. */
  find(from: number, back: boolean, query: Query): Promise<Found>;
  /** The last record at or before `time`. */
  at(time: number): Promise<number>;
}
