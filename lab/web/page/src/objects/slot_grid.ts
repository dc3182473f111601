import { el, svg } from "../dom";

export interface Cell {
  /** Empty: an empty slot. */
  text: string;
  kind: "" | "empty" | "deleted";
  /** Differs from what was seen before. */
  changed: boolean;
  title: string;
}

/** More are not drawn: nobody could tell them apart. */
export const MOST_CELLS = 512;
const STEP_MS = 350;

/** A table of slots, with the way of a probe through it. */
export class SlotGrid {
  readonly element = el("div", { class: "slots" });
  private readonly way = svg("svg", { "class": "way", "aria-hidden": "true" });
  private cells: HTMLElement[] = [];
  private visited: readonly number[] = [];
  private timers: ReturnType<typeof setTimeout>[] = [];

  constructor(label: string) {
    this.element.setAttribute("role", "img");
    this.element.setAttribute("aria-label", label);
    new ResizeObserver(() => this.trace(this.visited.length)).observe(this.element);
  }

  fill(cells: readonly Cell[]): void {
    this.stop();
    this.cells = cells
      .slice(0, MOST_CELLS)
      .map((cell, i) =>
        el(
          "span",
          { class: `slot ${cell.kind} ${cell.changed ? "changed" : ""}`, title: cell.title },
          el("small", {}, String(i)),
          el("span", {}, cell.text),
        ),
      );
    this.element.replaceChildren(...this.cells, this.way);
    if (cells.length > MOST_CELLS)
      this.element.append(el("span", { class: "hint" }, `… ${cells.length - MOST_CELLS} more slots`));
  }

  /** Goes through these slots one by one; at once for who wants no motion, or when only redrawn. */
  probe(visited: readonly number[], moving: boolean): void {
    this.stop();
    this.visited = visited;
    const still = !moving || matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (still) return this.trace(visited.length);
    this.trace(1);
    for (let i = 2; i <= visited.length; ++i)
      this.timers.push(setTimeout(() => this.trace(i), (i - 1) * STEP_MS));
  }

  private stop(): void {
    this.timers.forEach(clearTimeout);
    this.timers = [];
    this.visited = [];
    this.trace(0);
  }

  private trace(steps: number): void {
    for (const cell of this.cells) {
      cell.classList.remove("probed", "found");
      cell.querySelector("b")?.remove();
    }
    const points: string[] = [];
    this.visited.slice(0, steps).forEach((slot, i) => {
      const cell = this.cells[slot];
      if (!cell) return;
      const last = i === this.visited.length - 1;
      cell.classList.add(last ? "found" : "probed");
      if (!cell.querySelector("b")) cell.append(el("b", {}, String(i + 1)));
      points.push(`${cell.offsetLeft + cell.offsetWidth / 2},${cell.offsetTop + cell.offsetHeight / 2}`);
    });
    this.way.replaceChildren(...(points.length > 1 ? [svg("polyline", { points: points.join(" ") })] : []));
  }
}
