import { button, el, say } from "../dom";
import { icon } from "./icon";
import { count, duration } from "../format";
import { SPEEDS, type Player } from "../run/player";
import type { Session } from "../run/session";

/** Slider, steps and play: how the cursor moves. */
export class Controls {
  readonly element: HTMLElement;
  private readonly slider = el("input", {
    "type": "range",
    "min": 0,
    "max": 0,
    "step": 1,
    "value": 0,
    "aria-label": "Record",
    "id": "slider",
  });
  private readonly position = el("output", { class: "position", for: "slider" });
  private readonly play: HTMLButtonElement;
  private readonly live: HTMLButtonElement;
  private wanted: number | null = null;

  constructor(
    private readonly session: Session,
    private readonly player: Player,
  ) {
    const step = (by: number) => () => void player.step(by);
    this.play = button("Play", { "class": "play", "aria-keyshortcuts": "Space" }, () => player.toggle());
    this.live = button("Follow", { "class": "live", "aria-pressed": "false", "aria-keyshortcuts": "f" }, () =>
      session.follow(!session.following),
    );
    const speed = el(
      "select",
      { "aria-label": "Steps a second" },
      ...SPEEDS.map((each) => el("option", { value: each, selected: each === player.speed }, `${each}/s`)),
    );
    speed.addEventListener("change", () => {
      player.speed = Number(speed.value);
    });
    const own = el("input", { type: "checkbox", checked: true, id: "own" });
    own.addEventListener("change", () => {
      player.own = own.checked;
      session.note("mode");
    });
    this.slider.addEventListener("input", () => this.slide());
    this.element = el(
      "div",
      { "class": "controls", "role": "group", "aria-label": "Time" },
      this.slider,
      el(
        "div",
        { class: "row steps" },
        button("To the beginning", { "aria-keyshortcuts": "Home" }, () => void this.home(), icon("first")),
        button(
          "Ten steps back",
          { "class": "ten", "aria-keyshortcuts": "Shift+ArrowLeft" },
          step(-10),
          "−10",
        ),
        button("Step back", { "aria-keyshortcuts": "ArrowLeft" }, step(-1), icon("back")),
        this.play,
        button("Step forward", { "aria-keyshortcuts": "ArrowRight" }, step(1), icon("on")),
        button(
          "Ten steps forward",
          { "class": "ten", "aria-keyshortcuts": "Shift+ArrowRight" },
          step(10),
          "+10",
        ),
        button(
          "To the end",
          { "aria-keyshortcuts": "End" },
          () => void player.goTo(Number.MAX_SAFE_INTEGER),
          icon("last"),
        ),
        this.live,
        speed,
        el(
          "label",
          { class: "own", title: "Step over the records of Python’s start and of its library" },
          own,
          "own only",
        ),
      ),
      this.position,
    );
    session.onChange(() => this.draw());
  }

  /** The first record of the program itself; from there on the first of all. */
  async home(): Promise<void> {
    const own = this.session.run?.first_own ?? 0;
    const present = this.session.present?.n ?? 0;
    await this.player.goTo(this.player.own && present > own ? own : 0);
  }

  /** One record is fetched at a time; of those passed over meanwhile only the last. */
  private slide(): void {
    const idle = this.wanted === null;
    this.wanted = Number(this.slider.value);
    if (idle) void this.catchUp();
  }
  private async catchUp(): Promise<void> {
    for (let n = this.wanted; n !== null; n = this.wanted) {
      await this.player.goTo(n);
      if (this.wanted === n) this.wanted = null;
    }
  }

  private draw(): void {
    const { present, following, source } = this.session;
    const last = Math.max(0, this.session.last);
    this.slider.max = String(last);
    this.slider.disabled = !present;
    if (present && this.wanted === null) this.slider.value = String(present.n);
    this.slider.setAttribute(
      "aria-valuetext",
      present ? `record ${present.n} of ${last}, ${present.title || present.name}` : "no record",
    );
    say(
      this.position,
      present ? `${count(present.n)} / ${count(last)} · ${duration(present.t)}` : "no records",
    );
    const moves = this.player.moving;
    say(this.play, moves ? "Pause" : "Play");
    this.play.title = moves ? "Pause" : "Play";
    this.play.classList.toggle("on", moves);
    this.live.hidden = !source.live || !this.session.run?.running;
    this.live.setAttribute("aria-pressed", String(following));
  }
}
