import type { LaneSteps } from "../data/protocol";
import type { Source } from "../data/source";
import { span, within, type Range } from "./range";

const REFRESH_MS = 200;

/** Lanes of a wider range than is seen, so that panning and zooming draw at once and ask later. */
export class LaneCache {
  steps = new Map<string, LaneSteps>();
  private covered: Range | null = null;
  private pixel = 0;
  private asking = false;
  private wanted: [Range, Range, number] | null = null;
  private asked = 0;
  private stale = true;

  constructor(
    private readonly source: Source,
    private readonly arrived: () => void,
  ) {}

  /** The log has grown, or another run began. */
  grow(): void {
    this.stale = this.stale || this.source.live;
  }

  /** Sees to it that `seen` can be drawn in `width` pixels, now or when `arrived` is called. */
  want(seen: Range, bounds: Range, width: number): void {
    if (width <= 0 || this.enough(seen, width)) return;
    this.wanted = [seen, bounds, width];
    if (!this.asking) void this.ask();
  }

  private enough(seen: Range, width: number): boolean {
    const { covered } = this;
    if (!covered || this.stale) return false;
    const fine = this.pixel <= 1.5 * (span(seen) / width) || !this.source.live;
    return fine && covered.from <= seen.from && covered.to >= seen.to;
  }

  private async ask(): Promise<void> {
    this.asking = true;
    while (this.wanted) {
      const wait = this.asked + REFRESH_MS - performance.now();
      if (wait > 0 && this.stale && this.covered) await new Promise((done) => setTimeout(done, wait));
      const [seen, bounds, width] = this.wanted;
      this.wanted = null;
      const wide = within({ from: seen.from - span(seen), to: seen.to + span(seen) }, bounds);
      const steps = Math.ceil((width * span(wide)) / span(seen));
      this.stale = false;
      this.asked = performance.now();
      try {
        const answer = await this.source.lanes(wide.from, wide.to + 1, steps);
        this.steps = new Map(answer.map((lane) => [lane.id, lane]));
        this.covered = this.source.live ? wide : { from: -Infinity, to: Infinity };
        this.pixel = span(wide) / steps;
        this.arrived();
      } catch {
        // The poll says that the server is gone, and asks again when it is back.
        this.stale = true;
        break;
      }
    }
    this.asking = false;
  }
}
