import { el, say } from "../dom";
import type { Player } from "../run/player";
import type { Session } from "../run/session";

const PAUSE_MS = 400;

/** Reads the sentence of the present record to who does not see the page; of a stream only the last. */
export class Heard {
  readonly element = el("p", { "class": "heard", "aria-live": "polite", "role": "status", "id": "heard" });
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session, player: Player) {
    session.onChange((changes) => {
      if (!changes.has("present")) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        const { present } = session;
        // What runs by itself would never stop talking.
        if (!present || session.following || player.playing) return;
        const place = present.file ? `, line ${present.line}` : "";
        say(this.element, `${(present.text || present.title || present.name).replaceAll("`", "")}${place}`);
      }, PAUSE_MS);
    });
  }
}
