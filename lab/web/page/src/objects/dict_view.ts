import { button, el, say } from "../dom";
import { reveal } from "../views/reveal";
import { isNew, type ObjectView } from "./object_view";
import { hashOf, probeDict } from "./probe";
import { probeSums } from "./probe_text";
import { SlotGrid, type Cell } from "./slot_grid";
import type { DictEntry, DictStructure, Structure } from "./structure";

const MOST_ENTRIES = 256;

/** A dict: the index table, the entries it points into, and how a key is found. */
export class DictView implements ObjectView {
  readonly element: HTMLElement;
  private readonly grid = new SlotGrid("Index table");
  private readonly sums = el("ol", { "class": "sums", "aria-live": "polite" });
  private readonly facts = el("p", { class: "facts" });
  private readonly room = el("meter", {
    "class": "room",
    "min": 0,
    "aria-label": "Entries taken before it is resized",
  });
  private readonly table = el("tbody");
  private readonly list = el("div", {
    "class": "scroll",
    "tabindex": 0,
    "role": "region",
    "aria-label": "Entries",
  });
  private before: DictStructure | null = null;
  private chosen: string | null = null;

  private readonly index = el(
    "div",
    {},
    el("h3", {}, "Index table"),
    this.grid.element,
    el("p", { class: "hint probe-hint" }, "Choose a key to see how it is found."),
    this.sums,
  );

  constructor() {
    this.element = el(
      "div",
      { class: "object dict" },
      this.facts,
      this.room,
      this.index,
      el("h3", {}, "Entries"),
      this.list,
    );
    const heads = ["#", "hash", "key", "value"].map((name) => el("th", { scope: "col" }, name));
    this.list.append(el("table", { class: "entries" }, el("thead", {}, el("tr", {}, ...heads)), this.table));
  }

  show(structure: Structure, near: boolean): void {
    if (structure.type !== "dict") return;
    if (!near) this.before = null;
    const { slots, entries, used, usable } = structure;
    const taken = entries.length;
    say(
      this.facts,
      slots.length > 0
        ? `${used} used · ${slots.length} slots · room for ${usable} more before it is resized`
        : `${used} used · a split table: its keys are shared with other instances of the class, its values are its own`,
    );
    this.index.hidden = slots.length === 0;
    this.room.max = Math.max(1, taken + usable);
    this.room.value = taken;
    this.grid.fill(slots.map((slot, i) => this.cell(structure, slot, i)));
    this.table.replaceChildren(...entries.slice(0, MOST_ENTRIES).map((entry, i) => this.row(entry, i)));
    if (entries.length > MOST_ENTRIES)
      this.table.append(
        el("tr", {}, el("td", { colspan: 4 }, `… ${entries.length - MOST_ENTRIES} more entries`)),
      );
    const changed = this.table.querySelector<HTMLElement>("tr.changed:last-of-type");
    if (changed) reveal(this.list, changed);
    this.before = structure;
    this.probe(false);
  }

  private cell(structure: DictStructure, slot: number, i: number): Cell {
    const same = this.before?.slots.length === structure.slots.length ? this.before.slots : null;
    const key = structure.entries[slot]?.key;
    return {
      text: slot >= 0 ? String(slot) : slot === -1 ? "" : "✕",
      kind: slot >= 0 ? "" : slot === -1 ? "empty" : "deleted",
      changed: isNew(same, i, slot, (a, b) => a === b),
      title: `slot ${i}: ${slot >= 0 ? `entry ${slot}, ${key ?? "not there"}` : slot === -1 ? "empty" : "deleted; a probe goes on here"}`,
    };
  }

  private row(entry: DictEntry | null, i: number): HTMLElement {
    if (!entry)
      return el("tr", { class: "gone" }, el("td", {}, String(i)), el("td", { colspan: 3 }, "empty"));
    const changed = isNew(
      this.before?.entries ?? null,
      i,
      entry,
      (a, b) => a?.key === b?.key && a?.value === b?.value && a?.valueAddress === b?.valueAddress,
    );
    const choose = button(
      `Show how ${entry.key} is found`,
      { "class": "key", "aria-pressed": String(this.chosen === entry.key) },
      () => {
        this.chosen = this.chosen === entry.key ? null : entry.key;
        for (const each of this.table.querySelectorAll("button"))
          each.setAttribute("aria-pressed", String(each === choose && this.chosen !== null));
        this.probe(true);
      },
      entry.key,
    );
    return el(
      "tr",
      { class: changed ? "changed" : "" },
      el("td", {}, String(i)),
      el("td", { class: "hash", title: entry.hash }, hex(entry.hash)),
      el("td", {}, choose),
      el("td", { title: entry.valueAddress }, entry.value),
    );
  }

  /** @param moving somebody asked for it just now */
  private probe(moving: boolean): void {
    const structure = this.before;
    const at =
      structure && this.chosen !== null
        ? structure.entries.findIndex((entry) => entry?.key === this.chosen)
        : -1;
    const hash = at >= 0 ? hashOf(structure!.entries[at]!.hash) : null;
    if (!structure || hash === null || structure.slots.length === 0) {
      this.sums.replaceChildren();
      return this.grid.probe([], false);
    }
    const visited = probeDict(hash, structure.slots, at);
    this.grid.probe(visited, moving);
    this.sums.replaceChildren(
      ...probeSums(hash, structure, visited).map((sum) => el("li", {}, el("code", {}, sum))),
    );
  }
}

function hex(digits: string): string {
  const hash = hashOf(digits);
  if (hash === null) return digits;
  const text = `0x${(hash & ((1n << 64n) - 1n)).toString(16)}`;
  return text.length > 12 ? `${text.slice(0, 6)}…${text.slice(-5)}` : text;
}
