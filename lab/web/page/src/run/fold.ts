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

/**
 * The same where a change of an object, or the watch that begins, has the structure that the record
 * right behind says: a change is told after it was made, its structure after all that one
 * instruction did.
 */
export function settled(state: State, page: Page, present: LabRecord): State {
  const object = present.fields.object;
  if (!/^object\.(watch|change)$/.test(present.name) || typeof object !== "string") return state;
  for (const record of page.records) {
    if (record.n <= present.n || record.pid !== present.pid || record.tid !== present.tid) continue;
    if (record.name === "structure" && record.fields.object === object)
      return new Map(state).set(record.subject, record);
    if (record.name !== "object.change" && record.name !== "structure") break;
  }
  return state;
}
