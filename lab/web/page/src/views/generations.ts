import type { LabRecord, Value } from "../data/protocol";
import { el, say } from "../dom";
import { count, duration } from "../format";
import { family } from "../run/fold";
import { stepAt } from "../timeline/geometry";
import type { Session } from "../run/session";
import { hint, panel, watching, type Panel } from "./panel";

const MOST_DOTS = 90;
const FLY_MS = 900;

const numberOf = (value: Value | undefined): number | null => (typeof value === "number" ? value : null);

interface Box {
  element: HTMLElement;
  dots: HTMLElement;
  size: HTMLElement;
  length: number;
}

/** The generations of the collector, filling and emptying: each dot stands for some objects. */
export class Generations {
  readonly panel: Panel = panel("generations", "Generations");
  private readonly boxes: Box[] = [0, 1, 2].map((i) => {
    const dots = el("div", { "class": "dots", "aria-hidden": "true" });
    const size = el("span", { class: "size" });
    const element = el(
      "div",
      { class: `generation g${i}`, role: "listitem" },
      el("h3", {}, `generation ${i} `, size),
      dots,
    );
    return { element, dots, size, length: 0 };
  });
  private readonly list = el(
    "div",
    { class: "generations", role: "list" },
    ...this.boxes.map(({ element }) => element),
  );
  private readonly facts = el("p", { "class": "facts", "aria-live": "off" });
  private shown: LabRecord | null = null;
  private perDot = 1;

  constructor(private readonly session: Session) {
    session.onChange((changes) => {
      if (changes.has("present") || changes.has("run")) this.draw();
    });
  }

  /** The latest word of a collector: of the process that is looked at, if it has said one. */
  private latest(): LabRecord | null {
    const { present, state } = this.session;
    const of = family(state, "gc");
    return of.get(String(present?.pid)) ?? [...of.values()].sort((a, b) => b.n - a.n)[0] ?? null;
  }

  private draw(): void {
    const record = this.latest();
    if (record && record === this.shown) return;
    if (!record) {
      this.shown = null;
      const any = this.session.run?.kinds.some(({ name }) => name.startsWith("gc."));
      this.panel.body.replaceChildren(
        any
          ? hint("No collection has begun yet at this record. Jump to the next one: kind gc.start below.")
          : hint(
              "Objects moving from generation to generation with each collection.",
              watching(this.session.run?.command ?? "", "gc"),
            ),
      );
      return;
    }
    if (this.list.parentElement !== this.panel.body) this.panel.body.replaceChildren(this.list, this.facts);
    const before = this.shown;
    this.shown = record;
    void this.lengths(record).then((lengths) => {
      if (this.shown === record) this.show(record, before, lengths);
    });
  }

  /** Of each generation; one that the record does not tell is as it was when one last did. */
  private async lengths(record: LabRecord): Promise<(number | null)[]> {
    const told = [0, 1, 2].map((i) => numberOf(record.fields[`length${i}`]));
    if (told.every((length) => length !== null)) return told;
    const ids = told.map((_, i) => `generation/${record.pid}/${i}`);
    const lanes = await this.session.source.lanes(record.t, record.t + 1, 1, ids).catch(() => []);
    return told.map((length, i) => {
      const lane = lanes.find(({ id }) => id === ids[i]);
      return length ?? (lane ? (lane.v[stepAt(lane, record.t)] ?? null) : null);
    });
  }

  private show(record: LabRecord, before: LabRecord | null, lengths: (number | null)[]): void {
    const most = Math.max(1, ...lengths.map((length) => length ?? 0));
    this.perDot =
      [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 20000, 100000, 1000000].find(
        (each) => most / each <= MOST_DOTS,
      ) ?? most / MOST_DOTS;
    const generation = numberOf(record.fields.generation) ?? 0;
    const collected = numberOf(record.fields.collected) ?? 0;
    const stops = record.name === "gc.stop";
    const moved =
      stops && generation < 2
        ? Math.max(
            0,
            this.boxes.slice(0, generation + 1).reduce((sum, { length }) => sum + length, 0) - collected,
          )
        : 0;
    if (stops && before && before.n < record.n) this.fly(generation, collected, moved);
    this.boxes.forEach((box, i) =>
      this.put(box, lengths[i] ?? null, record.name === "gc.start" && i <= generation),
    );
    const took = numberOf(record.fields.duration_ns);
    say(
      this.facts,
      stops
        ? `generation ${generation} was collected: ${count(collected)} freed${took === null ? "" : ` in ${duration(took)}`} · a dot is ${this.perDot === 1 ? "one object" : `${count(this.perDot)} objects`}`
        : `generation ${generation} is being collected · a dot is ${this.perDot === 1 ? "one object" : `${count(this.perDot)} objects`}`,
    );
  }

  private put(box: Box, length: number | null, collecting: boolean): void {
    box.length = length ?? 0;
    say(box.size, length === null ? "length not known" : count(length));
    box.element.classList.toggle("collecting", collecting);
    const dots = length ? Math.max(1, Math.round(length / this.perDot)) : 0;
    while (box.dots.childElementCount > dots) box.dots.lastElementChild!.remove();
    while (box.dots.childElementCount < dots) box.dots.append(el("i"));
  }

  /** Those that survive fly to the older generation, those that are freed fade. */
  private fly(generation: number, collected: number, moved: number): void {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const from = this.boxes[generation]!.dots.getBoundingClientRect();
    const to = this.boxes[Math.min(2, generation + 1)]!.dots.getBoundingClientRect();
    const origin = this.list.getBoundingClientRect();
    const send = (className: string, objects: number, dx: number, dy: number): void => {
      const dots = objects > 0 ? Math.min(40, Math.max(1, Math.round(objects / this.perDot))) : 0;
      for (let i = 0; i < dots; ++i) {
        const dot = el("i", { "class": `flying ${className}`, "aria-hidden": "true" });
        dot.style.left = `${from.left - origin.left + (i % 20) * 9}px`;
        dot.style.top = `${from.top - origin.top + Math.floor(i / 20) * 9}px`;
        this.list.append(dot);
        const way = [
          { transform: "none", opacity: 1 },
          { transform: `translate(${dx}px, ${dy}px)`, opacity: className === "freed" ? 0 : 0.9 },
        ];
        dot.animate(way, {
          duration: FLY_MS,
          delay: i * 8,
          easing: "cubic-bezier(.4,0,.2,1)",
          fill: "forwards",
        }).onfinish = () => dot.remove();
      }
    };
    send("survives", moved, to.left - from.left, to.top - from.top);
    send("freed", collected, 0, 46);
  }
}
