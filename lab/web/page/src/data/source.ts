import type { Found, LaneSteps, Page, Query, Run } from "./protocol";

/** Where the values come from: a server that follows a log, or the report that this page is. */
export interface Source {
  readonly live: boolean;
  /** Answers when something is there that `known`, the last answer, does not tell; at once without it. */
  run(known: Run | null, stop: AbortSignal): Promise<Run>;
  /** The page that holds record `n`, or the last one before it. */
  pageOf(n: number): number;
  pageCount(): number;
  /** Number of the last record that is known; -1 where there is none. */
  last(): Promise<number>;
  page(page: number): Promise<Page>;
  /** @param ids of the lanes; all where it is not given */
  lanes(from: number, to: number, steps: number, ids?: string[]): Promise<LaneSteps[]>;
  /** The next record that fits, `from` itself excluded. */
  find(from: number, back: boolean, query: Query): Promise<Found>;
  /** The last record at or before `time`. */
  at(time: number): Promise<number>;
}
