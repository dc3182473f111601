import type { LabRecord, Page } from "../data/protocol";

/** What holds at a record: for each subject the last that was said of it. */
export type State = ReadonlyMap<string, LabRecord>;

/** `before` of the page, then each record up to `n` put in at its subject. */
export function fold(page: Page, n: number): State {
  const state = new Map(Object.entries(page.before));
  for (const record of page.records) {
    if (record.n > n) break;
    if (record.subject) state.set(record.subject, record);
  }
  return state;
}

/** The records whose subject begins with `family` and "/", by the rest of the subject. */
export function family(state: State, name: string): Map<string, LabRecord> {
  const found = new Map<string, LabRecord>();
  for (const [subject, record] of state)
    if (subject.startsWith(`${name}/`)) found.set(subject.slice(name.length + 1), record);
  return found;
}
