import type { LabRecord, Page } from "../src/data/protocol";

/** A record of which only what a test is about is given. */
export function record(n: number, more: Partial<LabRecord> = {}): LabRecord {
  return {
    n,
    t: n * 100,
    pid: 1,
    tid: 1,
    name: "line",
    fields: {},
    title: "",
    text: "",
    link: "",
    subject: "",
    file: "",
    line: 0,
    code: "",
    own: true,
    cause: null,
    ...more,
  };
}

export function page(first: number, records: LabRecord[], before: Page["before"] = {}): Page {
  return { first, records, before };
}
