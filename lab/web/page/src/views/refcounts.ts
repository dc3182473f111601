import type { LaneSteps } from "../data/protocol";
import { el, say, svg } from "../dom";
import { count } from "../format";
import { family } from "../run/fold";
import type { Session } from "../run/session";
import { hint, panel, watching, type Panel } from "./panel";

const STEPS = 24;
const WIDE = 360;
const HIGH = 48;

interface Row {
  element: HTMLElement;
  now: HTMLElement;
  by: HTMLElement;
  chart: SVGSVGElement;
}

/** How many references a watched object has, and how that came about. */
export class Refcounts {
  readonly panel: Panel = panel("refcounts", "Reference counts");
  private readonly rows = new Map<string, Row>();
  private asking = false;

  constructor(private readonly session: Session) {
    session.onChange((changes) => {
      if (changes.has("present") || changes.has("run")) this.draw();
    });
  }

  private draw(): void {
    const { run, state } = this.session;
    const names = (run?.lanes ?? [])
      .filter((lane) => lane.group === "refcount")
      .map((lane) => lane.id.slice("refcount/".length));
    if (names.length === 0) {
      this.rows.clear();
      this.panel.body.replaceChildren(
        hint(
          "Each write of an object’s reference count, and who made it.",
          watching(run?.command ?? "", "refcount:NAME"),
        ),
      );
      return;
    }
    if (names.some((name) => !this.rows.has(name)) || names.length !== this.rows.size) this.fill(names);
    const now = family(state, "refcount");
    for (const [name, row] of this.rows) {
      const record = now.get(name);
      const value = record?.fields.value;
      say(row.now, typeof value === "number" ? count(value) : "–");
      const { opcode, function: by, before } = record?.fields ?? {};
      const who = [opcode, by].filter((each) => typeof each === "string" && each !== "").join(", ");
      say(
        row.by,
        !record
          ? "not bound yet"
          : record.name === "refcount.end"
            ? "no longer watched"
            : typeof before === "number"
              ? `${before} → ${String(value)}${who ? ` by ${who}` : ""}`
              : "the watch begins",
      );
    }
    if (!this.asking) void this.chart();
  }

  private fill(names: string[]): void {
    this.rows.clear();
    for (const name of names) {
      const now = el("b", { class: "now" });
      const by = el("p", { class: "facts" });
      const chart = svg("svg", {
        "class": "chart",
        "viewBox": `0 0 ${WIDE} ${HIGH}`,
        "preserveAspectRatio": "none",
        "role": "img",
        "aria-label": `Latest counts of ${name}`,
      });
      const element = el("div", { class: "refcount" }, el("h3", {}, name), now, by, chart);
      this.rows.set(name, { element, now, by, chart });
    }
    this.panel.body.replaceChildren(...[...this.rows.values()].map(({ element }) => element));
  }

  private async chart(): Promise<void> {
    this.asking = true;
    for (let drawn = null; drawn !== this.session.present;) {
      const { present, run } = this.session;
      if (!present || !run) break;
      drawn = present;
      const ids = [...this.rows.keys()].map((name) => `refcount/${name}`);
      const lanes = await this.session.source.lanes(run.begin, present.t + 1, 2000, ids).catch(() => []);
      for (const lane of lanes) this.steps(lane, present.t);
    }
    this.asking = false;
  }

  private steps(lane: LaneSteps, until: number): void {
    const row = this.rows.get(lane.id.slice("refcount/".length));
    if (!row) return;
    const values = lane.v.filter((_, i) => lane.t[i]! <= until).slice(-STEPS);
    const most = Math.max(2, ...values);
    const wide = WIDE / STEPS;
    let path = "";
    values.forEach((value, i) => {
      const y = HIGH - 4 - (value / most) * (HIGH - 10);
      path += `${i === 0 ? "M0" : `L${i * wide}`} ${y}L${(i + 1) * wide} ${y}`;
    });
    row.chart.replaceChildren(svg("path", { d: path }));
    row.chart.setAttribute("aria-label", `Latest counts: ${values.join(", ")}`);
  }
}
