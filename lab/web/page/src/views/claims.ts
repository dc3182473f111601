import { el, sentence } from "../dom";
import type { Session } from "../run/session";
import { panel, type Panel } from "./panel";

const SIGNS: Record<string, string> = { holds: "✓", outdated: "✗", misleading: "~", wrong: "✗" };

/** What people say, and what is left of it. */
export class Claims {
  readonly panel: Panel = panel("claims", "What people say");
  private drawn = "";

  constructor(private readonly session: Session) {
    session.onChange((changes) => {
      if (changes.has("run")) this.draw();
    });
  }

  private draw(): void {
    const claims = this.session.run?.claims ?? [];
    this.panel.section.hidden = claims.length === 0;
    const known = JSON.stringify(claims);
    if (known === this.drawn) return;
    this.drawn = known;
    this.panel.body.replaceChildren(
      el(
        "ul",
        { class: "checks" },
        ...claims.map((claim) =>
          el(
            "li",
            { class: claim.verdict === "holds" ? "passed" : "failed" },
            el("span", { "class": "sign", "aria-hidden": "true" }, SIGNS[claim.verdict] ?? "–"),
            el(
              "div",
              {},
              el("p", { class: "name" }, sentence(claim.text)),
              el(
                "p",
                { class: "facts" },
                [claim.verdict, claim.since && `since ${claim.since}`].filter(Boolean).join(" "),
              ),
              claim.evidence ? el("p", { class: "why-text" }, sentence(claim.evidence)) : null,
              claim.note ? el("p", { class: "why-text" }, sentence(claim.note)) : null,
            ),
          ),
        ),
      ),
    );
  }
}
