import { button, el } from "../dom";
import type { Player } from "../run/player";
import { presetsOf, type Preset } from "../run/presets";
import type { Session } from "../run/session";

/** Jumps to the next record of a kind, or one in which a text stands. */
export class Finder {
  readonly element: HTMLElement;
  readonly text = el("input", {
    "type": "search",
    "placeholder": "text",
    "aria-label": "Text to find",
    "size": 12,
    "aria-keyshortcuts": "/",
  });
  private readonly kind = el("select", { "aria-label": "Kind of record to jump to", "class": "kind" });
  private presets: Preset[] = [];
  private known = "";
  private ticket = 0;

  constructor(
    private readonly session: Session,
    private readonly player: Player,
  ) {
    this.element = el(
      "div",
      { "class": "finder row", "role": "search", "aria-label": "Records" },
      this.kind,
      this.text,
      button(
        "Previous that fits",
        { "class": "previous", "aria-keyshortcuts": "p" },
        () => void this.jump(true),
        "previous",
      ),
      button(
        "Next that fits",
        { "class": "next", "aria-keyshortcuts": "n" },
        () => void this.jump(false),
        "next",
      ),
    );
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter") void this.jump(event.shiftKey);
    });
    session.onChange((changes) => {
      if (changes.has("run")) this.fill();
    });
  }

  async jump(back: boolean): Promise<void> {
    const preset = this.presets.find(({ id }) => id === this.kind.value) ?? this.presets[0];
    if (!preset || !this.session.present) return;
    const ticket = ++this.ticket;
    const text = this.text.value.trim();
    // A server can look for one text only: the preset's own is then told by `accept`.
    const query = { ...preset.query, ...(text ? { text } : {}), own: this.player.own };
    this.session.say("Looking …");
    try {
      const found = await this.session.next(this.session.present.n, back, query, preset.accept);
      if (ticket !== this.ticket) return;
      if (found) return await this.player.goTo(found.n);
      this.session.say(
        `No ${back ? "earlier" : "later"} ${preset.label}${text ? ` with “${text}”` : ""}${this.player.own ? " among the program’s own records" : ""}.`,
      );
    } catch (error) {
      this.session.say(`Not found: ${String(error)}`);
    }
  }

  private fill(): void {
    const { run } = this.session;
    if (!run) return;
    const presets = presetsOf(run);
    const known = JSON.stringify([presets.map(({ id }) => id), run.objects]);
    if (known === this.known) return;
    this.known = known;
    this.presets = presets;
    const chosen = this.kind.value;
    this.kind.replaceChildren(...presets.map(({ id, label }) => el("option", { value: id }, label)));
    this.kind.value = presets.some(({ id }) => id === chosen) ? chosen : presets[0]!.id;
  }
}
