import type { LabRecord, Value } from "../data/protocol";

// The structures of watched objects, as records carry them. What a log of another version or a
// hostile one gives instead is taken for no structure.

export interface Field { offset: number; size: number; field: string; type: string; value: string }
export interface DictEntry { hash: string; key: string; keyAddress: string; value: string; valueAddress: string }
export interface DictStructure {
  type: "dict"; address: string; used: number; log2Size: number; usable: number;
  /** Index into the entries; -1 empty, -2 deleted. */
  slots: number[];
  entries: (DictEntry | null)[];
}
export interface ListStructure { type: "list"; address: string; length: number; allocated: number; items: { address: string; text: string }[] }
export type SetSlot = { hash: string; key: string; address: string } | null | "dummy";
export interface SetStructure { type: "set"; address: string; fill: number; used: number; mask: number; slots: SetSlot[] }
export interface TooBig { type: "too big"; of: string; length: number }
export interface Other { type: "other"; of: string; address: string; value: { [key: string]: Value } }
export type Structure = DictStructure | ListStructure | SetStructure | TooBig | Other;

type Map = { [key: string]: Value };
const isMap = (value: Value | undefined): value is Map => typeof value === "object" && value !== null && !Array.isArray(value);
const text = (value: Value | undefined): string => (typeof value === "string" ? value : value === undefined ? "" : isMap(value) || Array.isArray(value) ? JSON.stringify(value) : String(value));
const number = (value: Value | undefined): number => (typeof value === "number" ? value : Number(value ?? 0) || 0);
const list = (value: Value | undefined): Value[] => (Array.isArray(value) ? value : []);

/** The structure that a record tells; null where it tells none. */
export function structureOf(record: LabRecord | undefined): Structure | null {
  const value = record?.fields.value;
  if (!isMap(value)) return null;
  const type = text(value.type);
  if (value.too_big !== undefined) return { type: "too big", of: type, length: number(value.too_big) };
  const address = text(value.address);
  if (type === "dict" && Array.isArray(value.slots)) return dict(value, address);
  if (type === "list" && Array.isArray(value.items)) return {
    type: "list", address, length: number(value.length), allocated: number(value.allocated),
    items: list(value.items).map((item) => isMap(item) ? { address: text(item.address), text: text(item.text) } : { address: "", text: text(item) }),
  };
  if ((type === "set" || type === "frozenset") && Array.isArray(value.slots)) return {
    type: "set", address, fill: number(value.fill), used: number(value.used), mask: number(value.mask),
    slots: list(value.slots).map((slot) => isMap(slot) ? { hash: text(slot.hash), key: text(slot.key), address: text(slot.address) } : slot === "dummy" ? "dummy" : null),
  };
  return { type: "other", of: type, address, value };
}

function dict(value: Map, address: string): DictStructure {
  return {
    type: "dict", address, used: number(value.used), log2Size: number(value.log2_size), usable: number(value.usable),
    slots: list(value.slots).map(number),
    entries: list(value.entries).map((entry) => isMap(entry) ? {
      hash: text(entry.hash), key: text(entry.key), keyAddress: text(entry.key_address),
      value: text(entry.value), valueAddress: text(entry.value_address),
    } : null),
  };
}

/** How the fields of an object lie in memory; empty where the record does not tell. */
export function layoutOf(record: LabRecord | null | undefined): Field[] {
  const value = record?.fields.value;
  if (!isMap(value)) return [];
  return list(value.layout).filter(isMap).map((field) => ({
    offset: number(field.offset), size: number(field.size), field: text(field.field), type: text(field.type), value: text(field.value),
  }));
}

/** What a structure points at, and by what. */
export function targets(structure: Structure): { by: string; address: string; text: string }[] {
  switch (structure.type) {
    case "dict":
      return structure.entries.flatMap((entry) => entry ? [
        { by: `key ${entry.key}`, address: entry.keyAddress, text: entry.key },
        { by: `[${entry.key}]`, address: entry.valueAddress, text: entry.value },
      ] : []);
    case "list":
      return structure.items.map((item, i) => ({ by: `[${i}]`, address: item.address, text: item.text }));
    case "set":
      return structure.slots.flatMap((slot) => slot && slot !== "dummy" ? [{ by: "∋", address: slot.address, text: slot.key }] : []);
    case "too big":
    case "other":
      return [];
  }
}
