import { button, el } from "../dom";
import type { Key } from "./keys";

/** The keys, in a dialog. */
export class Help {
  readonly element = el("dialog", { "class": "help", "aria-labelledby": "help-title" });
  private readonly single = el("input", { type: "checkbox", checked: true });

  fill(keys: readonly Key[]): void {
    this.element.replaceChildren(
      el(
        "header",
        {},
        el("h2", { id: "help-title" }, "Keys"),
        button("Close", {}, () => this.element.close()),
      ),
      el(
        "dl",
        {},
        ...keys.flatMap(({ shown, does }) => [
          el("dt", {}, ...shown.split(" ").map((key) => (key.length > 0 ? el("kbd", {}, key) : ""))),
          el("dd", {}, does),
        ]),
      ),
      el("label", {}, this.single, " single letters and signs are keys"),
      el(
        "p",
        { class: "hint" },
        "On the timeline: drag to pan, the wheel or two fingers to zoom, a click goes to that time.",
      ),
    );
  }
  letters(): boolean {
    return this.single.checked;
  }
  open(): void {
    this.element.showModal();
  }
}
