import type { LabRecord } from "../data/protocol";
import { isMap, list, number, text } from "./structure";

export interface Field {
  offset: number;
  size: number;
  field: string;
  type: string;
  value: string;
}

/** How the fields of an object lie in memory; empty where the record does not tell. */
export function layoutOf(record: LabRecord | null | undefined): Field[] {
  const value = record?.fields.value;
  if (!isMap(value)) return [];
  return list(value.layout)
    .filter(isMap)
    .map((field) => ({
      offset: number(field.offset),
      size: number(field.size),
      field: text(field.field),
      type: text(field.type),
      value: text(field.value),
    }));
}
