import { el } from "../dom";
import type { ObjectView } from "./object_view";
import { text, type Structure } from "./structure";

/** An object of another type: what is told of it. */
export class PlainView implements ObjectView {
  readonly element = el("dl", { class: "fields" });

  show(structure: Structure): void {
    if (structure.type !== "other") return;
    this.element.replaceChildren(
      ...Object.entries(structure.value)
        .filter(([name]) => name !== "layout")
        .flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, text(value))]),
    );
  }
}
