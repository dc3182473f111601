import type { LabRecord, Value } from "../data/protocol";

// The structures of watched objects, as records carry them. What a log of another version or a
// hostile one gives instead is taken for no structure.

export interface DictEntry {
  hash: string;
  key: string;
  keyAddress: string;
  value: string;
  valueAddress: string;
}
export interface DictStructure {
  type: "dict";
  address: string;
  used: number;
  usable: number;
  kind: string;
  /** Index into the entries; -1 empty, -2 deleted. None of a split table. */
  slots: number[];
  entries: (DictEntry | null)[];
}
export interface Item {
  text: string;
  address: string;
}
export interface ListStructure {
  type: "list";
  address: string;
  length: number;
  allocated: number;
  items: Item[];
}
export type SetSlot = { hash: string; key: string; address: string } | null | "dummy";
export interface SetStructure {
  type: "set";
  address: string;
  fill: number;
  used: number;
  mask: number;
  slots: SetSlot[];
}
export interface InstanceStructure {
  type: "instance";
  address: string;
  of: string;
  /** Where its values lie: "inline", "block", or "" for a dict alone. */
  where: string;
  values: { attribute: string; text: string; address: string }[];
  dict: DictStructure | null;
}
export interface DequeStructure {
  type: "deque";
  address: string;
  length: number;
  maxlen: number;
  left: number;
  freeBlocks: number;
  items: Item[];
}
/** Not followed, or no longer: why. */
export interface Untold {
  type: "untold";
  address: string;
  why: string;
}
export interface Other {
  type: "other";
  address: string;
  value: { [key: string]: Value };
}
export type Structure =
  DictStructure | ListStructure | SetStructure | InstanceStructure | DequeStructure | Untold | Other;

export type ValueMap = { [key: string]: Value };
export const isMap = (value: Value | undefined): value is ValueMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const list = (value: Value | undefined): Value[] => (Array.isArray(value) ? value : []);
export const number = (value: Value | undefined): number =>
  typeof value === "number" ? value : Number(value ?? 0) || 0;

/** A value as somebody would write it; bytes by their digits. */
export function text(value: Value | undefined): string {
  if (value === undefined || value === null) return "";
  if (isMap(value) && typeof value.bytes === "string") return value.bytes;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** The structure that a record tells; null where it tells none. */
export function structureOf(record: LabRecord | undefined): Structure | null {
  const value = record?.fields.value;
  if (!isMap(value)) return null;
  const address = text(value.address);
  if (value.too_big !== undefined)
    return {
      type: "untold",
      address,
      why: `It has room for ${number(value.too_big).toLocaleString("en")}: too many to be followed. Its changes are among the records.`,
    };
  if (value.ended !== undefined) return { type: "untold", address, why: `${text(value.ended)}.` };
  switch (text(value.type)) {
    case "dict":
      return dict(value);
    case "list":
      return {
        type: "list",
        address,
        length: number(value.length),
        allocated: number(value.allocated),
        items: items(value.items),
      };
    case "set":
    case "frozenset":
      return {
        type: "set",
        address,
        fill: number(value.fill),
        used: number(value.used),
        mask: number(value.mask),
        slots: list(value.slots).map(setSlot),
      };
    case "instance":
      return {
        type: "instance",
        address,
        of: text(value.class),
        where: text(value.where),
        dict: isMap(value.dict) ? dict(value.dict) : null,
        values: list(value.values)
          .filter(isMap)
          .map((each) => ({
            attribute: text(each.attribute),
            text: text(each.text),
            address: text(each.address),
          })),
      };
    case "deque":
      return {
        type: "deque",
        address,
        length: number(value.length),
        maxlen: number(value.maxlen ?? -1),
        left: number(value.left_index),
        freeBlocks: number(value.free_blocks),
        items: items(value.items),
      };
    default:
      return { type: "other", address, value };
  }
}

function items(value: Value | undefined): Item[] {
  return list(value).map((item) =>
    isMap(item) ? { address: text(item.address), text: text(item.text) } : { address: "", text: text(item) },
  );
}
function setSlot(slot: Value): SetSlot {
  if (isMap(slot)) return { hash: text(slot.hash), key: text(slot.key), address: text(slot.address) };
  return slot === "dummy" ? "dummy" : null;
}
function dict(value: ValueMap): DictStructure {
  const values = list(value.values);
  return {
    type: "dict",
    address: text(value.address),
    used: number(value.used),
    usable: number(value.usable),
    kind: text(value.kind),
    slots: list(value.slots).map(number),
    entries: list(value.entries).map((entry, i) =>
      isMap(entry)
        ? {
            hash: text(entry.hash),
            key: text(entry.key),
            keyAddress: text(entry.key_address),
            // The values of a split table are not beside its keys, which others share.
            value: text(entry.value),
            valueAddress: text(entry.value_address) || text(values[i]),
          }
        : null,
    ),
  };
}

/** What a structure points at, and by what. */
export function targets(structure: Structure): { by: string; address: string; text: string }[] {
  switch (structure.type) {
    case "dict":
      return structure.entries.flatMap((entry) =>
        entry
          ? [
              { by: `key ${entry.key}`, address: entry.keyAddress, text: entry.key },
              { by: `[${entry.key}]`, address: entry.valueAddress, text: entry.value },
            ]
          : [],
      );
    case "list":
    case "deque":
      return structure.items.map((item, i) => ({ by: `[${i}]`, address: item.address, text: item.text }));
    case "set":
      return structure.slots.flatMap((slot) =>
        slot && slot !== "dummy" ? [{ by: "∋", address: slot.address, text: slot.key }] : [],
      );
    case "instance":
      return [
        ...structure.values.map((value) => ({
          by: `.${value.attribute}`,
          address: value.address,
          text: value.text,
        })),
        ...(structure.dict ? targets(structure.dict) : []),
      ];
    case "untold":
    case "other":
      return [];
  }
}
