import { el, say } from "../dom";
import type { ObjectView } from "./object_view";
import { MOST_CELLS } from "./slot_grid";
import type { DequeStructure, Item, Structure } from "./structure";

const BLOCK = 64;

/** A deque: its items in the blocks that they lie in, with what is free left and right of them. */
export class DequeView implements ObjectView {
  readonly element: HTMLElement;
  private readonly facts = el("p", { class: "facts" });
  private readonly blocks = el("div", { class: "blocks" });
  private before: DequeStructure | null = null;

  constructor() {
    this.element = el("div", { class: "object deque" }, this.facts, this.blocks);
  }

  show(structure: Structure, near: boolean): void {
    if (structure.type !== "deque") return;
    if (!near) this.before = null;
    const { length, maxlen, left, freeBlocks, items } = structure;
    const blocks = Math.max(1, Math.ceil((left + length) / BLOCK));
    say(
      this.facts,
      `${length} items in ${blocks === 1 ? "one block" : `${blocks} blocks`} of ${BLOCK}, from slot ${left} on · ${maxlen >= 0 ? `at most ${maxlen}` : "no limit"} · ${freeBlocks} blocks kept for later`,
    );
    // Appending on the left moves all others: an item is known by its address.
    const known = this.before && new Set(this.before.items.map(({ address }) => address));
    this.blocks.replaceChildren();
    for (let block = 0; block < Math.min(blocks, MOST_CELLS / BLOCK); ++block) {
      const cells = Array.from({ length: BLOCK }, (_, slot) =>
        this.cell(items[block * BLOCK + slot - left], slot, known),
      );
      this.blocks.append(
        el("h3", {}, `block ${block}`),
        el("ol", { class: "slots items", start: 0 }, ...cells),
      );
    }
    this.before = structure;
  }

  private cell(item: Item | undefined, slot: number, known: Set<string> | null): HTMLElement {
    const changed = item !== undefined && known !== null && !known.has(item.address);
    return el(
      "li",
      {
        class: `slot ${item ? "" : "empty"} ${changed ? "changed" : ""}`,
        title: item ? `${item.text} at ${item.address}` : "free",
      },
      el("small", {}, String(slot)),
      el("span", {}, item?.text ?? ""),
    );
  }
}
