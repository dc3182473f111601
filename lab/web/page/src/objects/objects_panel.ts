import type { LabRecord } from "../data/protocol";
import { el, say } from "../dom";
import { count } from "../format";
import { family } from "../run/fold";
import type { Session } from "../run/session";
import { hint, panel, watching, type Panel } from "../views/panel";
import { DequeView } from "./deque_view";
import { DictView } from "./dict_view";
import { InstanceView } from "./instance_view";
import { layoutView } from "./layout_view";
import { Layouts } from "./layouts";
import { ListView } from "./list_view";
import type { ObjectView } from "./object_view";
import { PlainView } from "./plain_view";
import { SetView } from "./set_view";
import { structureOf, type Structure } from "./structure";

const VIEWS = {
  dict: DictView,
  list: ListView,
  set: SetView,
  instance: InstanceView,
  deque: DequeView,
  other: PlainView,
};

/** Further apart nearly everything differs, and marks would tell nothing. */
const NEAR = 64;

/** The watched objects, one at a time, as they are at the record under the cursor. */
export class ObjectsPanel {
  readonly panel: Panel = panel("objects", "Watched objects");
  private readonly tabs = el("div", { "class": "tabs", "role": "tablist", "aria-label": "Watched objects" });
  private readonly sheet = el("div", { role: "tabpanel", id: "object-sheet", tabindex: 0 });
  private readonly layout = el("details", { class: "in-memory" }, el("summary", {}, "Layout in memory"));
  private readonly since = el("p", { class: "facts" });
  private readonly layouts: Layouts;
  private readonly views = new Map<string, ObjectView>();
  private names: string[] = [];
  private chosen = "";
  private last = -1;
  private drawn: LabRecord | undefined;

  constructor(private readonly session: Session) {
    this.layouts = new Layouts(session);
    this.layout.addEventListener("toggle", () => void this.drawLayout());
    this.tabs.addEventListener("keydown", (event) => this.walk(event));
    session.onChange((changes) => {
      if (changes.has("run")) this.fill();
      if (changes.has("present") || changes.has("run")) this.draw();
    });
  }

  private fill(): void {
    const objects = this.session.run?.objects ?? [];
    const names = objects.map(({ name }) => name);
    if (names.length === 0) {
      this.panel.body.replaceChildren(
        hint(
          "A dict’s index table and entries, a list with its slack, a set, any object’s bytes: here, for each object that is watched.",
          watching(this.session.run?.command ?? "", "object:NAME"),
        ),
      );
    }
    if (names.join("\n") === this.names.join("\n")) return;
    this.names = names;
    this.views.clear();
    this.layouts.forget();
    this.drawn = undefined;
    if (!names.includes(this.chosen)) this.chosen = names[0] ?? "";
    this.tabs.replaceChildren(
      ...objects.map(({ name, type }) => {
        const tab = el(
          "button",
          {
            "type": "button",
            "role": "tab",
            "id": `object-${names.indexOf(name)}`,
            "aria-controls": "object-sheet",
          },
          el("span", {}, name),
          " ",
          el("small", {}, type),
        );
        tab.addEventListener("click", () => this.choose(name));
        return tab;
      }),
    );
    if (names.length > 0) this.panel.body.replaceChildren(this.tabs, this.sheet, this.since, this.layout);
    this.mark();
  }

  private choose(name: string): void {
    this.chosen = name;
    this.drawn = undefined;
    this.mark();
    this.draw();
  }
  private mark(): void {
    [...this.tabs.children].forEach((tab, i) => {
      const on = this.names[i] === this.chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.setAttribute("tabindex", on ? "0" : "-1");
      if (on) this.sheet.setAttribute("aria-labelledby", tab.id);
    });
  }
  /** Arrows go from tab to tab, and not through time. */
  private walk(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const next = (this.names.indexOf(this.chosen) + by + this.names.length) % this.names.length;
    this.choose(this.names[next]!);
    (this.tabs.children[next] as HTMLElement).focus();
  }

  private draw(): void {
    const { present, state } = this.session;
    if (this.names.length === 0) return;
    const named = present?.fields.object;
    if (
      present &&
      /^(object|structure)/.test(present.name) &&
      typeof named === "string" &&
      this.names.includes(named) &&
      named !== this.chosen
    ) {
      this.chosen = named;
      this.mark();
    }
    const record = family(this.session.settled, "structure").get(this.chosen);
    const change = family(state, "object").get(this.chosen);
    const later = record && change?.name === "object.change" && change.n > record.n;
    say(this.since, later ? `as it was at record ${count(record.n)}; it has changed since` : "");
    if (record && record === this.drawn) return;
    this.drawn = record;
    const structure = structureOf(record);
    const ended = change?.name === "object.end";
    if (structure) this.show(structure);
    else
      this.sheet.replaceChildren(
        hint(
          ended
            ? `${this.chosen} is no longer watched.`
            : `${this.chosen} is not there yet at this record; step on until it is bound.`,
        ),
      );
    void this.drawLayout();
  }

  private show(structure: Structure): void {
    if (structure.type === "untold") {
      this.sheet.replaceChildren(hint(structure.why));
      return;
    }
    const view = this.view(structure.type);
    if (this.sheet.firstElementChild !== view.element) this.sheet.replaceChildren(view.element);
    const n = this.session.present?.n ?? 0;
    view.show(structure, Math.abs(n - this.last) <= NEAR);
    this.last = n;
  }
  private view(type: Exclude<Structure["type"], "untold">): ObjectView {
    const key = `${this.chosen}\n${type}`;
    let view = this.views.get(key);
    if (!view) {
      view = new VIEWS[type]();
      this.views.set(key, view);
    }
    return view;
  }

  private async drawLayout(): Promise<void> {
    const record = this.drawn;
    this.layout.hidden = !record;
    if (!record || !this.layout.open) return;
    const fields = await this.layouts.of(this.chosen, record).catch(() => []);
    if (record !== this.drawn) return;
    const at = structureOf(record);
    const table =
      fields.length > 0 ? layoutView(fields) : hint("The log does not tell how this object lies in memory.");
    const where = el("p", { class: "facts" });
    say(
      where,
      at && "address" in at && at.address
        ? `at ${at.address}, as it was when the watch began`
        : "as it was when the watch began",
    );
    this.layout.replaceChildren(this.layout.firstElementChild!, where, table);
  }
}
