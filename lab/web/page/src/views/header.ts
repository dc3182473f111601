import { button, el, say } from "../dom";
import { count } from "../format";
import type { Run } from "../data/protocol";
import type { Session } from "../run/session";

/** How many records there are; a report may hold only some of them. */
function known(run: Run): string {
  const held = run.records ?? run.count;
  return held < run.count ? `${count(held)} of ${count(run.count)} records` : `${count(run.count)} records`;
}

const THEMES = ["", "light", "dark"];
const THEME_NAMES = ["System theme", "Light theme", "Dark theme"];

/** What is looked at, and how it goes. */
export class Header {
  readonly element: HTMLElement;
  private readonly title = el("h1", {}, "lab");
  private readonly facts = el("p", { class: "facts" });
  private readonly status = el("p", { class: "status", role: "status" });
  private readonly question = el("p", { class: "question" });
  private readonly notes = el("ul", { "class": "notes", "aria-label": "Notes" });

  constructor(
    private readonly session: Session,
    help: () => void,
  ) {
    let theme = 0;
    const themes = button(
      "System theme",
      { class: "theme" },
      () => {
        theme = (theme + 1) % THEMES.length;
        document.documentElement.dataset.theme = THEMES[theme]!;
        say(themes, ["◐", "☀", "☾"][theme]!);
        themes.title = THEME_NAMES[theme]!;
        themes.setAttribute("aria-label", THEME_NAMES[theme]!);
      },
      "◐",
    );
    this.element = el(
      "header",
      { class: "top" },
      el("div", { class: "what" }, this.title, this.facts),
      this.status,
      el("div", { class: "row" }, themes, button("Keys", { "aria-keyshortcuts": "?" }, help, "?")),
      this.question,
      this.notes,
    );
    session.onChange((changes) => {
      if (changes.has("run") || changes.has("mode")) this.draw();
    });
  }

  private draw(): void {
    const { run } = this.session;
    if (!run) return say(this.status, this.phase());
    say(this.title, run.title);
    document.title = `${run.title} · lab`;
    say(
      this.facts,
      [run.python && `CPython ${run.python}`, known(run), run.command].filter(Boolean).join(" · "),
    );
    say(this.status, this.session.trouble || this.phase());
    this.status.dataset.phase = this.session.trouble
      ? "trouble"
      : this.session.connection === "lost"
        ? "lost"
        : run.running
          ? "running"
          : (run.result?.status ?? "ended");
    say(this.question, run.question ?? "");
    this.question.hidden = !run.question;
    this.notes.hidden = run.notes.length === 0;
    if (this.notes.childElementCount !== run.notes.length)
      this.notes.replaceChildren(...run.notes.map((note) => el("li", {}, note)));
  }

  private phase(): string {
    const { run, connection } = this.session;
    if (connection === "lost") return "The server has gone; what is seen stays. Asking again …";
    if (!run) return "Waiting for the run …";
    if (run.running)
      return run.progress < 0.995
        ? `running · ${Math.floor(run.progress * 100)} % of the log read`
        : "running";
    if (!run.result) return "ended";
    const { status, message, score, max_score } = run.result;
    const points = max_score ? ` · ${score ?? 0} of ${max_score} points` : "";
    return `${status}${points}${message ? ` · ${message}` : ""}`;
  }
}
