import type { Session } from "./session";

/** Records a second. */
export const SPEEDS = [1, 2, 5, 10, 20, 50] as const;

/** Steps on by itself. */
export class Player {
  playing = false;
  speed: number = 5;
  /** Only the program's own records. */
  own = true;

  constructor(private readonly session: Session) {}

  /** The cursor goes by itself: it plays, or follows a program that runs. */
  get moving(): boolean {
    return this.playing || (this.session.following && this.session.run?.running === true);
  }
  toggle(): void {
    if (this.moving) this.pause();
    else void this.play();
  }
  pause(): void {
    this.playing = false;
    this.session.follow(false);
    this.session.note("mode");
  }
  /** One step of the person's, which ends what goes by itself. */
  async step(count: number, own = this.own): Promise<void> {
    this.pause();
    this.session.say("");
    const moved = await this.session.step(count, own);
    // What went wrong was said already.
    if (!moved && !this.session.trouble)
      this.session.say(count < 0 ? "This is the first record." : this.ending());
  }
  async goTo(n: number): Promise<void> {
    this.playing = false;
    this.session.say("");
    await this.session.goTo(n);
  }

  /** To the last record at or before a time. */
  async goToTime(time: number): Promise<void> {
    try {
      await this.goTo(await this.session.source.at(time));
    } catch (error) {
      this.session.say(`The record at that time could not be found: ${String(error)}`);
    }
  }

  private async play(): Promise<void> {
    this.playing = true;
    this.session.say("");
    this.session.note("mode");
    while (this.playing) {
      const since = performance.now();
      if (!(await this.session.step(1, this.own)) && !this.session.run?.running) break;
      await new Promise((done) =>
        setTimeout(done, Math.max(0, 1000 / this.speed - (performance.now() - since))),
      );
    }
    this.playing = false;
    this.session.note("mode");
  }
  private ending(): string {
    return this.session.run?.running ? "This is the latest record so far." : "This is the last record.";
  }
}
