import type { LabRecord, Value } from "../data/protocol";
import { el } from "../dom";

function shown(value: Value): HTMLElement | string {
  if (value === null) return "None";
  if (typeof value === "object" && !Array.isArray(value) && typeof value.absent === "string")
    return el("span", { class: "absent" }, `– ${value.absent}`);
  if (typeof value === "object") {
    const text = JSON.stringify(value);
    return text.length > 400 ? `${text.slice(0, 400)}…` : text;
  }
  return String(value);
}

/** A record's fields by name. */
export function fieldList(record: LabRecord): HTMLElement {
  const list = el("dl", { class: "fields" });
  for (const [name, value] of Object.entries(record.fields))
    list.append(el("dt", {}, name), el("dd", {}, shown(value)));
  return list;
}
