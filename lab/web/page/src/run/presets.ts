import type { LabRecord, Query, Run } from "../data/protocol";

/** A kind of record to jump to. */
export interface Preset {
  id: string;
  label: string;
  query: Query;
  /** What the query alone cannot tell. */
  accept?: (record: LabRecord) => boolean;
}

const KNOWN: [string, string, Query, ((record: LabRecord) => boolean)?][] = [
  ["gc.start", "collection", { name: "gc.start" }],
  ["gil.take", "hand-off of the GIL", { name: "gil.take" }, (record) => record.fields.handoff === true],
  ["exception", "exception", { name: "exception" }],
  ["output", "output", { name: "output" }],
  ["observation", "observation", { name: "observation" }],
  ["refcount.write", "write of a reference count", { name: "refcount.write" }],
  ["object.change", "change of a watched object", { name: "object.change" }],
  ["lock.wait", "wait for a lock", { name: "lock.wait" }],
  ["task.step", "step of a task", { name: "task.step" }],
];

/** What can be jumped to in this run: only what it has, the telling ones first. */
export function presetsOf(run: Run): Preset[] {
  const has = new Set(run.kinds.map(({ name }) => name));
  const presets: Preset[] = [{ id: "", label: "any record", query: {} }];
  for (const type of [...new Set(run.objects.map((object) => object.type))]) {
    if (!["dict", "list", "set"].includes(type) || !has.has("object.change")) continue;
    const names = new Set(run.objects.filter((object) => object.type === type).map(({ name }) => name));
    presets.push({
      id: `resize of a ${type}`,
      label: `resize of a ${type}`,
      query: { name: "object.change", text: "resize" },
      accept: (record) => record.fields.change === "resize" && names.has(String(record.fields.object)),
    });
  }
  for (const [id, label, query, accept] of KNOWN)
    if (has.has(id)) presets.push({ id, label, query, ...(accept ? { accept } : {}) });
  for (const { name } of run.kinds)
    if (!presets.some((preset) => preset.id === name))
      presets.push({ id: name, label: name, query: { name }, accept: (record) => record.name === name });
  return presets;
}
