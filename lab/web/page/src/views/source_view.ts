import type { LabRecord, SourceFile } from "../data/protocol";
import { el, say } from "../dom";
import { baseName } from "../format";
import { family } from "../run/fold";
import type { Session } from "../run/session";
import { highlighted } from "./highlight";
import { hint, panel, type Panel } from "./panel";
import { reveal } from "./reveal";

const MOST_LINES = 5000;
/** Families of records that are marked at their line. */
const MARKS = ["object", "refcount", "gc", "gil", "alloc", "lock", "task", "output", "exception"];

interface Row {
  row: HTMLElement;
  marks: HTMLElement;
  who: HTMLElement;
}

/** The program's text, the line that is current, and what happened at each. */
export class SourceView {
  readonly panel: Panel = panel("source", "Source");
  private readonly choice = el("select", { "aria-label": "File" });
  private readonly list = el("div", {
    "class": "lines",
    "tabindex": 0,
    "role": "region",
    "aria-label": "Lines of source",
  });
  private readonly where = el("p", { class: "where" });
  private rows: Row[] = [];
  private readonly touched = new Set<Row>();
  private shown: SourceFile | null = null;
  private known: string | null = null;

  constructor(private readonly session: Session) {
    this.panel.aside.append(this.where, this.choice);
    this.panel.body.append(this.list);
    this.choice.addEventListener("change", () => {
      const file = this.sources().find((source) => source.file === this.choice.value);
      if (file) this.open(file);
      this.mark();
    });
    session.onChange((changes) => {
      if (changes.has("run")) this.fill();
      if (changes.has("present") || changes.has("run")) this.move();
    });
  }

  private sources(): SourceFile[] {
    return this.session.run?.sources ?? [];
  }

  private fill(): void {
    const sources = this.sources();
    const known = sources.map((source) => `${source.file}\n${source.text.length}`).join("\n");
    if (known === this.known) return;
    this.known = known;
    this.choice.replaceChildren(
      ...sources.map((source) => el("option", { value: source.file }, source.name)),
    );
    this.choice.hidden = sources.length < 2;
    this.shown = null;
    this.list.replaceChildren();
    this.list.hidden = sources.length === 0;
    if (sources[0]) this.open(sources[0]);
    else
      this.panel.body.replaceChildren(
        hint("The text of the program is not in the log: it could not be read when the page was made."),
        this.list,
      );
  }

  private open(source: SourceFile): void {
    if (source === this.shown) return;
    this.shown = source;
    this.choice.value = source.file;
    say(this.panel.heading, source.name);
    const texts = highlighted(source.text);
    this.rows = texts.slice(0, MOST_LINES).map((text, i) => {
      const marks = el("span", { class: "marks" });
      const who = el("span", { class: "who" });
      const row = el(
        "div",
        { class: "line" },
        marks,
        el("span", { class: "number" }, String(i + 1)),
        text,
        who,
      );
      return { row, marks, who };
    });
    this.list.replaceChildren(...this.rows.map(({ row }) => row));
    if (texts.length > MOST_LINES) this.list.append(hint(`… ${texts.length - MOST_LINES} more lines`));
  }

  /** Where the program is: the record's own place, else the latest line of its thread, of any. */
  private place(): LabRecord | null {
    const { present, state } = this.session;
    if (!present) return null;
    const known = (record?: LabRecord): LabRecord | null =>
      record && this.sources().some((source) => source.file === record.file) ? record : null;
    const lines = family(state, "line");
    const latest = [...lines.values()].sort((a, b) => b.n - a.n).find((record) => known(record));
    return known(present) ?? known(lines.get(`${present.pid}/${present.tid}`)) ?? latest ?? null;
  }

  private move(): void {
    const place = this.place();
    const source = place && this.sources().find((each) => each.file === place.file);
    if (source) this.open(source);
    const { present } = this.session;
    const outside = present && present.file && present !== place;
    say(
      this.where,
      outside
        ? `now in ${baseName(present.file)}:${present.line} ${present.code}`
        : place
          ? `${place.code} · line ${place.line}`
          : "",
    );
    this.where.hidden = !this.where.textContent;
    this.mark();
    const row = place && this.rows[place.line - 1];
    if (row) reveal(this.list, row.row);
  }

  private mark(): void {
    for (const { row, marks, who } of this.touched) {
      row.className = "line";
      row.removeAttribute("aria-current");
      marks.replaceChildren();
      who.replaceChildren();
    }
    this.touched.clear();
    const file = this.shown?.file;
    const place = this.place();
    const threads = this.session.run?.threads ?? [];
    const lines = family(this.session.state, "line");
    for (const record of lines.values()) {
      const row = this.touch(record.file === file ? record.line : 0);
      if (!row) continue;
      row.row.classList.add("begun");
      const name = threads.find(({ pid, tid }) => pid === record.pid && tid === record.tid)?.name;
      if (name && lines.size > 1) row.who.append(el("span", {}, name));
    }
    this.markPage();
    const current = this.touch(place && place.file === file ? place.line : 0);
    current?.row.classList.add("current");
    current?.row.setAttribute("aria-current", "step");
  }

  /** The row of a line, to be wiped before the next marks are made. */
  private touch(line: number): Row | undefined {
    const row = this.rows[line - 1];
    if (row) this.touched.add(row);
    return row;
  }

  private markPage(): void {
    const { present } = this.session;
    if (!present) return;
    // Without the page there is no record to be marked, which the status line says.
    void this.session.pages
      .pageWith(present.n)
      .catch(() => ({ records: [] }))
      .then(({ records }) => {
        if (this.session.present !== present) return;
        for (const record of records) {
          if (record.n > present.n) break;
          const kind = MARKS.find((name) => record.name.startsWith(name));
          const row = kind && this.touch(record.file === this.shown?.file ? record.line : 0);
          if (!row || row.marks.querySelector(`.is-${kind}`) || row.marks.childElementCount > 2) continue;
          row.marks.append(el("i", { class: `is-${kind}`, title: `${record.name} happened here` }));
        }
      });
  }
}
