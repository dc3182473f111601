import type { LabRecord, Query } from "./protocol";

/** Whether all that the query asks for stands in the record. */
export function fits(record: LabRecord, query: Query): boolean {
  if (query.own && !record.own) return false;
  if (query.name && !record.name.startsWith(query.name)) return false;
  if (!query.text) return true;
  const wanted = query.text.toLowerCase();
  return [record.name, record.text, record.title, JSON.stringify(record.fields)].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}
