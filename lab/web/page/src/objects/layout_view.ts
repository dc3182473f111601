import { el } from "../dom";
import type { Field } from "./layout";

const WORD = 8;

/** How an object lies in memory: each field at its offset, a word a row. */
export function layoutView(fields: readonly Field[]): HTMLElement {
  const rows = fields.slice(0, 64).map((field) => {
    const bytes = el("span", { "class": "bytes", "aria-hidden": "true" });
    for (let i = 0; i < WORD; ++i) {
      const within = ((field.offset % WORD) + WORD) % WORD;
      bytes.append(el("i", { class: i >= within && i < within + field.size ? "taken" : "" }));
    }
    return el(
      "tr",
      {},
      el("td", { class: "offset" }, String(field.offset)),
      el("td", {}, bytes),
      el("td", {}, String(field.size)),
      el("th", { scope: "row" }, field.field),
      el("td", { class: "type" }, field.type),
      el("td", { class: "value" }, field.value),
    );
  });
  return el(
    "div",
    { "class": "scroll", "tabindex": 0, "role": "region", "aria-label": "Layout in memory" },
    el(
      "table",
      { class: "layout" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ...["offset", "bytes", "size", "field", "type", "value"].map((name) =>
            el("th", { scope: "col" }, name),
          ),
        ),
      ),
      el("tbody", {}, ...rows),
    ),
  );
}
