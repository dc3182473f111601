import { PageCache } from "../data/page_cache";
import type { LabRecord, Query, Run } from "../data/protocol";
import type { Source } from "../data/source";
import { fold, settled, type State } from "./fold";

export type Connection = "opening" | "connected" | "lost" | "report";
/** Of the values in lab/web/PROTOCOL.md. */
const VERSION = 1;

/** What has changed since panels were drawn. */
export type Change = "run" | "present" | "mode";

/** A moment of a run that somebody looks at, and how they move through it. */
export class Session {
  run: Run | null = null;
  connection: Connection = "opening";
  /** The record under the cursor; null in an empty log. */
  present: LabRecord | null = null;
  state: State = new Map();
  /** The same, with what a change under the cursor has made of its object. */
  settled: State = new Map();
  /** The cursor stays at the latest record. */
  following: boolean;
  /** Number of the last record; in a report that left some out it is beyond their count. */
  last = -1;
  /** Something that could not be done, for the status line. */
  trouble = "";
  readonly pages: PageCache;

  private readonly listeners: ((changes: ReadonlySet<Change>) => void)[] = [];
  private readonly changes = new Set<Change>();
  private ticket = 0;
  /** The move of the cursor that began last: the next step counts from where it leads. */
  private arriving: Promise<void> = Promise.resolve();
  /** Steps are made one after the other, however fast somebody types. */
  private stepping: Promise<unknown> = Promise.resolve();

  constructor(readonly source: Source) {
    this.pages = new PageCache(source);
    this.following = source.live && asked() === null;
  }

  /** Calls `draw` once a frame in which something has changed. */
  onChange(draw: (changes: ReadonlySet<Change>) => void): void {
    this.listeners.push(draw);
  }
  note(...changes: Change[]): void {
    if (this.changes.size === 0) requestAnimationFrame(() => this.flush());
    for (const change of changes) this.changes.add(change);
  }

  /** Takes what is known of the run now. */
  async update(run: Run): Promise<void> {
    const anew = this.run !== null && this.run.run !== run.run;
    this.run = run;
    if (run.version !== VERSION)
      this.say(
        `This page reads values of version ${VERSION}, and these are of version ${run.version}: open them with the page of the lab that wrote them.`,
      );
    if (anew) {
      this.pages.clear();
      this.present = null;
      this.state = this.settled = new Map();
      this.following = this.source.live;
    } else {
      this.pages.grow();
    }
    this.last = await this.source.last();
    this.note("run");
    if (run.count > 0 && (this.following || this.present === null)) await this.show(this.startAt(run));
  }

  /** Moves the cursor to a record, or to the last one before it. Ends following. */
  async goTo(n: number): Promise<void> {
    this.follow(false);
    await this.show(n);
  }
  follow(on: boolean): void {
    if (this.following === on) return;
    this.following = on;
    // A page that is on its way to a follower must not move who has stopped.
    this.ticket += 1;
    this.note("mode");
    if (on && this.run && this.run.count > 0) void this.show(Number.MAX_SAFE_INTEGER);
  }

  /** The record `count` further on, or back; the last one that is there. False where there is none. */
  step(count: number, own: boolean): Promise<boolean> {
    const step = this.stepping.then(() => this.stepFromHere(count, own));
    this.stepping = step;
    return step;
  }
  private async stepFromHere(count: number, own: boolean): Promise<boolean> {
    await this.arriving;
    const ticket = this.ticket;
    let from = this.present;
    try {
      for (let i = 0; i < Math.abs(count) && from; ++i) {
        const next: LabRecord | null = await this.next(from.n, count < 0, { own });
        if (next === null) break;
        from = next;
      }
    } catch (error) {
      this.say(`The next record could not be found: ${String(error)}`);
    }
    // Who has gone elsewhere meanwhile stays there.
    if (ticket !== this.ticket) return true;
    if (from === null || from === this.present) return false;
    await this.goTo(from.n);
    return true;
  }

  /** The next record that fits, in its own page first; null where none is left. */
  async next(
    from: number,
    back: boolean,
    query: Query,
    accept?: (record: LabRecord) => boolean,
  ): Promise<LabRecord | null> {
    for (let n = from; ;) {
      const found = await this.source.find(n, back, query);
      if (found.number !== null) {
        const record = await this.pages.record(found.number);
        if (record && (!accept || accept(record))) return record;
        n = found.number;
      } else if (found.all || found.reached === n) {
        return null;
      } else {
        n = found.reached;
      }
    }
  }

  say(trouble: string): void {
    if (this.trouble === trouble) return;
    this.trouble = trouble;
    this.note("mode");
  }

  private startAt(run: Run): number {
    if (this.following) return Number.MAX_SAFE_INTEGER;
    return asked() ?? run.first_own ?? 0;
  }

  private show(n: number): Promise<void> {
    return (this.arriving = this.load(n));
  }
  private async load(n: number): Promise<void> {
    if (this.last < 0) return;
    const ticket = ++this.ticket;
    try {
      const page = await this.pages.pageWith(Math.max(0, Math.min(n, this.last)));
      if (ticket !== this.ticket) return;
      const records = page.records;
      const record = records.findLast((each) => each.n <= n) ?? records[0];
      if (!record) return;
      this.present = record;
      this.state = fold(page, record.n);
      this.settled = settled(this.state, page, record);
      this.note("present");
    } catch (error) {
      if (ticket === this.ticket) this.say(`The record ${n} could not be read: ${String(error)}`);
    }
  }

  private flush(): void {
    const changes = new Set(this.changes);
    this.changes.clear();
    for (const draw of this.listeners) draw(changes);
  }
}

/** The record that the address of this page names: "#n=120". */
export function asked(): number | null {
  const found = /^#n=(\d+)$/.exec(location.hash);
  return found ? Number(found[1]) : null;
}
