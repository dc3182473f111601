import type { LabRecord } from "../data/protocol";
import { el } from "../dom";
import { baseName, count } from "../format";
import type { Player } from "../run/player";
import type { Session } from "../run/session";
import { hint, panel, type Panel } from "./panel";
import { reveal } from "./reveal";

const AROUND = 60;
const MOST = 600;

/**
 * The records around the cursor. Only a window of them is in the page: it grows at the end to which
 * somebody scrolls, and loses at the other.
 */
export class Records {
  readonly panel: Panel = panel("records", "Records");
  private readonly list = el("div", {
    "class": "record-list",
    "role": "listbox",
    "tabindex": 0,
    "aria-label": "Records",
  });
  private records: LabRecord[] = [];
  private rows = new Map<number, HTMLElement>();
  private own = true;
  private busy = false;
  private again = false;

  constructor(
    private readonly session: Session,
    private readonly player: Player,
  ) {
    this.panel.body.append(this.list);
    this.list.addEventListener("scroll", () => void this.extend());
    this.list.addEventListener("click", (event) => {
      const n = (event.target as Element).closest<HTMLElement>("[data-n]")?.dataset.n;
      if (n !== undefined) void player.goTo(Number(n));
    });
    session.onChange((changes) => {
      const anew = this.own !== player.own;
      if (changes.has("present") || anew) void this.follow(anew);
      else if (changes.has("run") && !session.present) this.empty();
    });
  }

  private empty(): void {
    this.records = [];
    this.rows.clear();
    this.list.replaceChildren(hint("No record is there yet."));
  }

  /** Keeps the record under the cursor in the window. */
  private async follow(anew: boolean): Promise<void> {
    if (this.busy) {
      this.again = true;
      return;
    }
    this.busy = true;
    try {
      do {
        this.again = false;
        const { present } = this.session;
        if (!present) break;
        const near = this.records.findIndex(({ n }) => n === present.n);
        const inside = near >= 0 && near < this.records.length - 1 && !anew && this.own === this.player.own;
        if (!inside) await this.around(present);
        this.mark(present);
      } while (this.again);
    } catch {
      // The list stays as it is; the status line says what could not be read.
    } finally {
      this.busy = false;
    }
  }
  private async around(present: LabRecord): Promise<void> {
    this.own = this.player.own;
    const [before, after] = await Promise.all([
      this.beside(present.n, -AROUND),
      this.beside(present.n, AROUND),
    ]);
    this.records = [...before, present, ...after];
    this.rows.clear();
    this.list.replaceChildren(...this.records.map((record) => this.row(record)));
  }

  /** Records of one side; of the program's own those of the pages at hand, for a far one would take long. */
  private async beside(n: number, amount: number): Promise<LabRecord[]> {
    if (!this.own) return this.session.pages.beside(n, amount);
    const found: LabRecord[] = [];
    for (let from = n; found.length < Math.abs(amount);) {
      const next = await this.session.next(from, amount < 0, { own: true });
      if (!next) break;
      // The whole page of the one that was found serves for its neighbours.
      const { records } = await this.session.pages.pageWith(next.n);
      const fit = records.filter((record) => record.own && (amount < 0 ? record.n < from : record.n > from));
      if (amount < 0) found.unshift(...fit);
      else found.push(...fit);
      from = (amount < 0 ? fit[0] : fit.at(-1))?.n ?? next.n;
    }
    return amount < 0 ? found.slice(amount) : found.slice(0, amount);
  }

  private async extend(): Promise<void> {
    const { list, records } = this;
    const room = list.clientHeight;
    const up = list.scrollTop < room / 2;
    const down = list.scrollTop + room > list.scrollHeight - room / 2;
    const edge = up ? records[0] : down ? records.at(-1) : undefined;
    if (this.busy || !edge || records.length < 2) return;
    this.busy = true;
    try {
      const more = await this.beside(edge.n, up ? -AROUND : AROUND);
      if (more.length > 0 && this.records === records) this.add(more, up);
    } catch {
      // The next turn of the wheel asks again.
    } finally {
      this.busy = false;
    }
    if (this.again) void this.follow(false);
  }
  private add(more: LabRecord[], up: boolean): void {
    const { list } = this;
    const height = list.scrollHeight;
    const top = list.scrollTop;
    const rows = more.map((record) => this.row(record));
    if (up) {
      list.prepend(...rows);
      this.records = [...more, ...this.records];
      list.scrollTop = top + list.scrollHeight - height;
      for (const { n } of this.records.splice(MOST)) this.drop(n);
    } else {
      list.append(...rows);
      this.records = [...this.records, ...more];
      const before = list.scrollHeight;
      for (const { n } of this.records.splice(0, Math.max(0, this.records.length - MOST))) this.drop(n);
      list.scrollTop = top - (before - list.scrollHeight);
    }
    if (this.session.present) this.mark(this.session.present, false);
  }
  private drop(n: number): void {
    this.rows.get(n)?.remove();
    this.rows.delete(n);
  }

  private row(record: LabRecord): HTMLElement {
    const row = el(
      "div",
      {
        "class": record.own ? "record" : "record other",
        "role": "option",
        "aria-selected": "false",
        "data-n": record.n,
        "id": `record-${record.n}`,
      },
      el("span", { class: "n" }, count(record.n)),
      el("code", { class: "name" }, record.name),
      el("span", { class: "text" }, record.text.replaceAll("`", "") || record.title),
      el("span", { class: "place" }, record.file ? `${baseName(record.file)}:${record.line}` : ""),
    );
    this.rows.set(record.n, row);
    return row;
  }

  private mark(present: LabRecord, scroll = true): void {
    for (const row of this.list.querySelectorAll('[aria-selected="true"]'))
      row.setAttribute("aria-selected", "false");
    const row = this.rows.get(present.n);
    if (!row) return;
    row.setAttribute("aria-selected", "true");
    this.list.setAttribute("aria-activedescendant", row.id);
    if (scroll) reveal(this.list, row);
  }
}
