import { button, el, say } from "../dom";
import { isNew, type ObjectView } from "./object_view";
import { hashOf, probeSet } from "./probe";
import { SlotGrid } from "./slot_grid";
import type { SetSlot, SetStructure, Structure } from "./structure";

const shown = (slot: SetSlot): string => (slot === null ? "" : slot === "dummy" ? "✕" : slot.key);

/** A set: its table, in which the keys themselves stand. */
export class SetView implements ObjectView {
  readonly element: HTMLElement;
  private readonly grid = new SlotGrid("Table of the set");
  private readonly facts = el("p", { class: "facts" });
  private readonly room = el("meter", {
    "class": "room",
    "min": 0,
    "aria-label": "Slots filled before it is resized",
  });
  private readonly keys = el("div", { class: "row keys" });
  private readonly way = el("p", { "class": "facts", "aria-live": "polite" });
  private before: SetStructure | null = null;
  private chosen: string | null = null;

  constructor() {
    this.element = el(
      "div",
      { class: "object set" },
      this.facts,
      this.room,
      this.grid.element,
      el("p", { class: "hint probe-hint" }, "Choose a key to see how it is found."),
      this.keys,
      this.way,
    );
  }

  show(structure: Structure, near: boolean): void {
    if (structure.type !== "set") return;
    if (!near) this.before = null;
    const { slots, mask, used, fill } = structure;
    // Objects/setobject.c resizes once five times the fill reaches three times the mask.
    const most = Math.ceil((3 * mask) / 5);
    say(
      this.facts,
      `${used} used${fill > used ? `, ${fill - used} deleted` : ""} · ${mask + 1} slots · resized at ${most} filled`,
    );
    this.room.max = Math.max(1, most);
    this.room.value = Math.min(fill, most);
    const before = this.before && this.before.mask === mask ? this.before.slots : null;
    this.grid.fill(
      slots.map((slot, i) => ({
        text: shown(slot),
        kind: slot === null ? "empty" : slot === "dummy" ? "deleted" : "",
        changed: isNew(before, i, slot, (a, b) => shown(a) === shown(b)),
        title: `slot ${i}: ${slot === null ? "empty" : slot === "dummy" ? "deleted; a probe goes on here" : `${slot.key}, hash ${slot.hash}`}`,
      })),
    );
    this.before = structure;
    const present = slots.filter((slot) => slot !== null && slot !== "dummy").slice(0, 64);
    this.keys.replaceChildren(
      ...present.map((slot) =>
        button(
          `Show how ${slot.key} is found`,
          { "class": "key", "aria-pressed": String(this.chosen === slot.key) },
          () => this.choose(slot.key),
          slot.key,
        ),
      ),
    );
    this.probe(false);
  }

  private choose(key: string): void {
    this.chosen = this.chosen === key ? null : key;
    for (const each of this.keys.querySelectorAll("button"))
      each.setAttribute("aria-pressed", String(each.textContent === this.chosen));
    this.probe(true);
  }
  private probe(moving: boolean): void {
    const { before, chosen } = this;
    const at =
      before?.slots.findIndex((slot) => slot !== null && slot !== "dummy" && slot.key === chosen) ?? -1;
    const slot = at >= 0 ? before!.slots[at] : null;
    const hash = slot && slot !== "dummy" ? hashOf(slot.hash) : null;
    if (!before || hash === null) {
      say(this.way, "");
      return this.grid.probe([], false);
    }
    const visited = probeSet(hash, before.mask, at, (each) => before.slots[each] === null);
    this.grid.probe(visited, moving);
    say(
      this.way,
      `hash & ${before.mask} = ${visited[0]}${visited.length > 1 ? `, then ${visited.slice(1).join(", ")}` : ", there it is"}`,
    );
  }
}
