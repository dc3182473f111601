// What lab/web/PROTOCOL.md says, as types. Numbers beyond 2^53 arrive as texts (json.ts).

export interface Run {
  version: number;
  title: string;
  question: string | null;
  command: string;
  python: string;
  count: number;
  begin: number;
  end: number;
  running: boolean;
  progress: number;
  run: number;
  /** Changes with each end and each new start of the program; not in a report. */
  news?: number;
  first_own: number | null;
  notes: string[];
  threads: Thread[];
  sources: SourceFile[];
  objects: WatchedObject[];
  kinds: { name: string; count: number }[];
  lanes: Lane[];
  outputs: Output[];
  checks: Check[];
  claims: Claim[];
  result: Result | null;
  /** Of a report: number and time of the first record of each page. */
  pages?: [number, number][];
  /** Of a report that left records out: how many it holds. */
  records?: number;
}

export interface Thread {
  pid: number;
  tid: number;
  name: string;
}
export interface SourceFile {
  file: string;
  name: string;
  text: string;
}
export interface WatchedObject {
  name: string;
  type: string;
}
export interface Output {
  n: number;
  stream: string;
  text: string;
}

export interface Check {
  name: string;
  status: string;
  operator: string;
  expected: string;
  observed: string;
  why: string;
  hint: string;
  points: number;
  n: number | null;
}

export interface Claim {
  id: string;
  text: string;
  verdict: string;
  since: string;
  evidence: string;
  note: string;
}

export interface Result {
  status: string;
  message: string;
  score: number | null;
  max_score: number | null;
}

export interface Lane {
  id: string;
  group: string;
  title: string;
  unit: string;
  kind: "states" | "series" | "rate";
  states: string[];
}

export interface LaneSteps {
  id: string;
  exact: boolean;
  t: number[];
  v: number[];
  lo?: number[];
  hi?: number[];
  share?: number[];
}

export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

export interface LabRecord {
  n: number;
  t: number;
  pid: number;
  tid: number;
  name: string;
  fields: { [key: string]: Value };
  title: string;
  text: string;
  link: string;
  subject: string;
  file: string;
  line: number;
  code: string;
  own: boolean;
  cause: number | null;
}

export interface Page {
  first: number;
  records: LabRecord[];
  before: { [subject: string]: LabRecord };
}

export interface Found {
  number: number | null;
  reached: number;
  all: boolean;
}

export interface Query {
  /** Beginning of a record's name. */
  name?: string;
  /** Stands in its sentence, name or fields; letters of either case. */
  text?: string;
  own?: boolean;
}
