import type { Output } from "../data/protocol";
import { el } from "../dom";
import { lastAtMost } from "../data/report_source";
import type { Session } from "../run/session";
import { hint, panel, type Panel } from "./panel";

/** What the program has printed up to the record under the cursor. */
export class OutputView {
  readonly panel: Panel = panel("output", "Output");
  private readonly text = el("pre", { "tabindex": 0, "role": "region", "aria-label": "Output" });
  private readonly nothing = hint("");
  private outputs: readonly Output[] = [];
  private run = -1;

  constructor(private readonly session: Session) {
    this.panel.body.append(this.nothing, this.text);
    session.onChange((changes) => {
      if (changes.has("present") || changes.has("run")) this.draw();
    });
  }

  private draw(): void {
    const { run, present } = this.session;
    const outputs = run?.outputs ?? [];
    // Outputs are only ever added, but a note may come in the middle of a long one.
    const same =
      run?.run === this.run &&
      this.outputs.length <= outputs.length &&
      this.outputs.every((output, i) => outputs[i]!.n === output.n);
    if (!same) this.text.replaceChildren();
    this.outputs = outputs;
    this.run = run?.run ?? -1;
    const wanted = present ? lastAtMost(outputs, present.n, ({ n }) => n) + 1 : 0;
    while (this.text.childElementCount > wanted) this.text.lastElementChild!.remove();
    const fresh = outputs.slice(this.text.childElementCount, wanted);
    if (fresh.length > 0) {
      this.text.append(
        ...fresh.map(({ stream, text }) => el("span", { class: stream === "stderr" ? "stderr" : "" }, text)),
      );
      this.text.scrollTop = this.text.scrollHeight;
    }
    this.text.hidden = wanted === 0;
    this.nothing.hidden = wanted > 0;
    this.nothing.textContent =
      outputs.length > 0
        ? "Nothing has been printed yet at this record."
        : run?.running
          ? "Nothing has been printed yet."
          : "The program printed nothing, or its output is not in the log.";
  }
}
