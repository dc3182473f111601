import { button, el, readOn, sentence } from "../dom";
import { baseName, count, duration } from "../format";
import type { Player } from "../run/player";
import type { Session } from "../run/session";
import { fieldList } from "./fields";
import { hint, panel, type Panel } from "./panel";

/** What the record under the cursor means, and what brought it about. */
export class Explanation {
  readonly panel: Panel = panel("explanation", "What happened");
  private open = false;

  constructor(
    private readonly session: Session,
    private readonly player: Player,
  ) {
    session.onChange((changes) => {
      if (changes.has("present") || changes.has("run")) this.draw();
    });
  }

  private draw(): void {
    const { present, run } = this.session;
    const { body } = this.panel;
    if (!present) {
      body.replaceChildren(
        hint(
          run?.running
            ? "Nothing is in the log yet. The first record appears here as soon as the program has started."
            : "The log is empty: no record was written.",
        ),
      );
      return;
    }
    const thread = run?.threads.find(({ pid, tid }) => pid === present.pid && tid === present.tid);
    const place = present.file ? `${baseName(present.file)}:${present.line}` : "";
    const fields = el("details", { open: this.open }, el("summary", {}, "Fields"), fieldList(present));
    fields.addEventListener("toggle", () => {
      this.open = fields.open;
    });
    body.replaceChildren(
      el(
        "p",
        { class: "event" },
        el("b", {}, present.title || present.name),
        present.title === present.name ? null : el("code", { class: "name" }, present.name),
      ),
      el(
        "p",
        { class: "sentence" },
        sentence(present.text || "Nothing more is known of this record than its fields."),
      ),
      el(
        "p",
        { class: "facts" },
        [
          `record ${count(present.n)}`,
          duration(present.t),
          thread?.name ?? `thread ${present.tid}`,
          place,
          present.code,
        ]
          .filter(Boolean)
          .join(" · "),
      ),
      el("div", { class: "row" }, this.why(), readOn(present.link), fields),
    );
  }

  private why(): HTMLElement | null {
    const cause = this.session.present?.cause ?? null;
    if (cause === null) return null;
    return button(
      "Go to the record that brought this about",
      { "class": "why", "aria-keyshortcuts": "w" },
      () => this.goToCause(),
      "Why did it change?",
    );
  }

  goToCause(): void {
    const cause = this.session.present?.cause ?? null;
    if (cause !== null) void this.player.goTo(cause);
  }
}
