import { el, say } from "../dom";
import { DictView } from "./dict_view";
import { isNew, type ObjectView } from "./object_view";
import type { InstanceStructure, Structure } from "./structure";

const WHERE: Record<string, string> = {
  inline: "its values lie in the object itself; no dict was made",
  block: "its values lie in a block of their own; no dict was made",
};

/** An instance of a class written in Python: its attributes, and where their values lie. */
export class InstanceView implements ObjectView {
  readonly element: HTMLElement;
  private readonly facts = el("p", { class: "facts" });
  private readonly rows = el("tbody");
  private readonly table = el(
    "table",
    { class: "entries" },
    el(
      "thead",
      {},
      el("tr", {}, ...["attribute", "value", "at"].map((name) => el("th", { scope: "col" }, name))),
    ),
    this.rows,
  );
  private readonly dict = new DictView();
  private before: InstanceStructure | null = null;

  constructor() {
    this.element = el("div", { class: "object instance" }, this.facts, this.table, this.dict.element);
  }

  show(structure: Structure, near: boolean): void {
    if (structure.type !== "instance") return;
    if (!near) this.before = null;
    const { of, where, values, dict } = structure;
    say(
      this.facts,
      `an instance of ${of}: ${dict ? "its attributes are in a dict" : (WHERE[where] ?? "it has no attributes")}`,
    );
    const before = this.before?.values ?? null;
    this.rows.replaceChildren(
      ...values.map((value, i) =>
        el(
          "tr",
          { class: isNew(before, i, value, (a, b) => a.address === b.address) ? "changed" : "" },
          el("td", {}, value.attribute),
          el("td", {}, value.address ? value.text : "not set"),
          el("td", { class: "hash" }, value.address),
        ),
      ),
    );
    this.table.hidden = values.length === 0;
    this.dict.element.hidden = dict === null;
    if (dict) this.dict.show(dict, near);
    this.before = structure;
  }
}
