import { el, say } from "../dom";
import { isNew, type ObjectView } from "./object_view";
import { MOST_CELLS } from "./slot_grid";
import type { ListStructure, Structure } from "./structure";

const POINTER = 8;

/** A list: its items, and the slack behind them that the next appends will take. */
export class ListView implements ObjectView {
  readonly element: HTMLElement;
  private readonly facts = el("p", { class: "facts" });
  private readonly room = el("meter", {
    "class": "room",
    "min": 0,
    "aria-label": "Slots taken of those allocated",
  });
  private readonly cells = el("ol", { class: "slots items", start: 0 });
  private before: ListStructure | null = null;

  constructor() {
    this.element = el("div", { class: "object list" }, this.facts, this.room, this.cells);
  }

  show(structure: Structure, near: boolean): void {
    if (structure.type !== "list") return;
    if (!near) this.before = null;
    const { items, allocated, length } = structure;
    const slack = Math.max(0, allocated - length);
    say(
      this.facts,
      allocated < 0
        ? `${length} items · it is being sorted, and nobody may change it meanwhile`
        : `${length} of ${allocated} slots taken · ${slack === 1 ? "1 slot" : `${slack} slots`} of slack, ${slack * POINTER} bytes`,
    );
    this.room.max = Math.max(1, allocated);
    this.room.value = length;
    const before = this.before?.items ?? null;
    const shown = items.slice(0, MOST_CELLS).map((item, i) =>
      el(
        "li",
        {
          class: `slot ${isNew(before, i, item, (a, b) => a.address === b.address) ? "changed" : ""}`,
          title: `[${i}] ${item.text} at ${item.address}`,
        },
        el("small", {}, String(i)),
        el("span", {}, item.text),
      ),
    );
    const empty = Array.from({ length: Math.min(slack, MOST_CELLS - shown.length) }, (_, i) =>
      el(
        "li",
        { class: "slot empty", title: `[${length + i}] allocated, not used` },
        el("small", {}, String(length + i)),
        el("span", {}, ""),
      ),
    );
    this.cells.replaceChildren(...shown, ...empty);
    const left = allocated - shown.length - empty.length;
    if (left > 0) this.cells.append(el("li", { class: "hint" }, `… ${left} more`));
    this.before = structure;
  }
}
