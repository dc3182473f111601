import type { Check } from "../data/protocol";
import { button, el, sentence } from "../dom";
import type { Player } from "../run/player";
import type { Session } from "../run/session";
import { panel, type Panel } from "./panel";

export type Verdict = "pending" | "passed" | "failed" | "not-observed";

/** What is known of an expected answer at record `n`. */
export function verdictAt(check: Check, n: number): Verdict {
  if (check.n === null || check.n > n) return "pending";
  return check.status === "passed" || check.status === "failed" ? check.status : "not-observed";
}

const SIGNS: Record<Verdict, string> = { "pending": "○", "passed": "✓", "failed": "✗", "not-observed": "–" };

/** Expected answers, each decided once the run has come to the record that decides it. */
export class Checks {
  readonly panel: Panel = panel("checks", "Expected answers");
  private drawn = "";

  constructor(
    private readonly session: Session,
    private readonly player: Player,
  ) {
    session.onChange((changes) => {
      if (changes.has("present") || changes.has("run")) this.draw();
    });
  }

  private draw(): void {
    const { run, present } = this.session;
    const checks = run?.checks ?? [];
    this.panel.section.hidden = checks.length === 0;
    const verdicts = checks.map((check) => verdictAt(check, present?.n ?? -1));
    const known = JSON.stringify([checks, verdicts]);
    if (known === this.drawn) return;
    this.drawn = known;
    const decided = verdicts.filter((verdict) => verdict !== "pending").length;
    this.panel.aside.textContent = `${decided} of ${checks.length} decided`;
    this.panel.body.replaceChildren(
      el("ul", { class: "checks" }, ...checks.map((check, i) => this.row(check, verdicts[i]!))),
    );
  }

  private row(check: Check, verdict: Verdict): HTMLElement {
    const told = verdict !== "pending";
    const { n } = check;
    return el(
      "li",
      { class: verdict },
      el("span", { "class": "sign", "role": "img", "aria-label": verdict }, SIGNS[verdict]),
      el(
        "div",
        {},
        el(
          "p",
          { class: "name" },
          check.name,
          check.points > 0
            ? el("small", {}, ` ${check.points} ${check.points === 1 ? "point" : "points"}`)
            : null,
        ),
        told
          ? el(
              "p",
              { class: "facts" },
              "observed ",
              el("code", {}, check.observed ?? "nothing"),
              verdict === "passed" ? "" : " expected ",
              verdict === "passed" ? null : el("code", {}, check.expected ?? ""),
            )
          : el("p", { class: "facts" }, "not decided yet"),
        told && check.why ? el("p", { class: "why-text" }, sentence(check.why)) : null,
        verdict === "failed" && check.hint
          ? el("p", { class: "hint-text" }, "Hint: ", sentence(check.hint))
          : null,
      ),
      n === null
        ? null
        : button(
            `Go to the record that decides “${check.name}”`,
            { class: "go" },
            () => void this.player.goTo(n),
            "go",
          ),
    );
  }
}
