import type { LaneSteps } from "../data/protocol";
import { el, say } from "../dom";
import { count } from "../format";
import { stepAt } from "./geometry";
import { totalHeight, type Row } from "./rows";

/** Names of the lanes, each with what it shows at the cursor: what is drawn, as text. */
export class LaneLabels {
  readonly element = el("div", {
    "class": "labels",
    "role": "list",
    "aria-label": "Lanes, with their values at the present record",
  });
  private values: { row: Row; value: HTMLElement }[] = [];

  fill(rows: readonly Row[]): void {
    this.values = [];
    this.element.style.height = `${totalHeight(rows)}px`;
    this.element.replaceChildren(...rows.map((row) => this.label(row)));
  }
  show(steps: ReadonlyMap<string, LaneSteps>, time: number | null): void {
    for (const { row, value } of this.values) {
      const known = row.lane && steps.get(row.lane.id);
      const at = known && time !== null ? stepAt(known, time) : -1;
      say(value, known && at >= 0 ? this.value(row, known.v[at]!) : "");
    }
  }

  private label(row: Row): HTMLElement {
    if (!row.lane) {
      const head = el("div", { class: "group", role: "listitem" }, row.group);
      head.style.height = `${row.height}px`;
      return head;
    }
    const value = el("span", { class: "value" });
    const made = el(
      "div",
      { class: "lane", role: "listitem", title: row.lane.title },
      el("span", { class: "name" }, row.lane.title),
      " ",
      value,
    );
    made.style.height = `${row.height}px`;
    if (row.lane.kind !== "rate") this.values.push({ row, value });
    return made;
  }
  private value(row: Row, value: number): string {
    const lane = row.lane!;
    return lane.kind === "states" ? (lane.states[value] ?? "") : count(value);
  }
}
