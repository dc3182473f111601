import type { LabRecord } from "../data/protocol";
import { button, el, say } from "../dom";
import { duration, moment } from "../format";
import type { Player } from "../run/player";
import type { Session } from "../run/session";
import { panel, hint, type Panel } from "../views/panel";
import { draw, RULER } from "./draw";
import { listen } from "./gestures";
import { LaneCache } from "./lane_cache";
import { LaneLabels } from "./lane_labels";
import { NearRecords } from "./near_records";
import { Palette } from "./palette";
import { panned, showing, span, within, zoomed, type Range } from "./range";
import { arrange, totalHeight, type Row } from "./rows";

/** Lanes over time, from the whole run down to nanoseconds. */
export class TimelineView {
  readonly panel: Panel = panel("timeline", "Timeline");
  private readonly canvas = el("canvas", { "role": "img", "aria-label": "Lanes over time" });
  private readonly labels = new LaneLabels();
  private readonly scroller = el("div", {
    "class": "scroller",
    "tabindex": 0,
    "role": "region",
    "aria-label": "Lanes",
  });
  private readonly empty = hint(
    "Lanes appear here with the first records. Which there are depends on what is watched:",
    "--watch gc,gil,refcount:NAME",
  );
  private readonly shown = el("span", { class: "shown" });
  private readonly program = button(
    "The program itself, without the start of Python",
    { "aria-keyshortcuts": "9" },
    () => void this.showProgram(),
    "program",
  );
  private readonly cache: LaneCache;
  private readonly near: NearRecords;
  private readonly palette: Palette;
  private rows: Row[] = [];
  private known = "";
  private range: Range = { from: 0, to: 1 };
  private whole = true;
  private waiting = false;
  private cause: LabRecord | null = null;
  /** Pictures drawn so far: what a test of the frame rate counts. */
  frames = 0;

  constructor(
    private readonly session: Session,
    private readonly player: Player,
  ) {
    this.cache = new LaneCache(session.source, () => this.redraw());
    this.near = new NearRecords(session, () => this.redraw());
    this.palette = new Palette(this.scroller, () => this.redraw());
    this.scroller.append(this.labels.element, this.canvas);
    this.panel.body.append(this.empty, this.scroller);
    const zoom = (factor: number) => () => this.zoom(factor);
    this.panel.aside.append(
      this.shown,
      button("Closer", { "aria-keyshortcuts": "+" }, zoom(0.5), "+"),
      button("Further away", { "aria-keyshortcuts": "-" }, zoom(2), "−"),
      button("The whole run", { "aria-keyshortcuts": "0" }, () => this.showAll(), "whole run"),
      this.program,
    );
    listen(this.canvas, {
      zoom: (factor, x) => this.zoom(factor, this.timeAt(x)),
      pan: (pixels) => this.pan(-pixels / Math.max(1, this.width())),
      press: (x) => void this.player.goToTime(this.timeAt(x)),
      hover: (x) => this.hover(x),
    });
    this.scroller.addEventListener("scroll", () => this.redraw());
    new ResizeObserver(() => this.redraw()).observe(this.scroller);
    session.onChange((changes) => {
      if (changes.has("run")) this.grow();
      if (changes.has("present")) this.follow();
      this.redraw();
    });
  }

  zoom(factor: number, at = this.centre()): void {
    this.look(zoomed(this.range, factor, at, this.bounds()));
  }
  pan(share: number): void {
    this.look(panned(this.range, share, this.bounds()));
  }
  showAll(): void {
    this.look(this.bounds());
  }

  /** From the program's first line on. */
  async showProgram(): Promise<void> {
    const first = this.session.run?.first_own ?? null;
    const record = first === null ? undefined : await this.session.pages.record(first).catch(() => undefined);
    if (record) this.look(within({ from: record.t, to: this.bounds().to }, this.bounds()));
  }

  private look(range: Range): void {
    this.range = range;
    this.whole = span(range) >= span(this.bounds());
    this.redraw();
  }
  private bounds(): Range {
    const { run } = this.session;
    return run && run.end > run.begin ? { from: run.begin, to: run.end } : { from: 0, to: 1000 };
  }
  /** What zooming by keys keeps in place: the cursor where it is seen, else the middle. */
  private centre(): number {
    const time = this.session.present?.t ?? -1;
    const { from, to } = this.range;
    return time >= from && time <= to ? time : (from + to) / 2;
  }
  private grow(): void {
    const { run } = this.session;
    const lanes = run?.lanes ?? [];
    const known = JSON.stringify(lanes);
    if (known !== this.known) {
      this.known = known;
      this.rows = arrange(lanes);
      this.labels.fill(this.rows);
    }
    this.program.hidden = (run?.first_own ?? null) === null;
    this.empty.hidden = lanes.length > 0;
    this.scroller.hidden = lanes.length === 0;
    this.cache.grow();
    if (run?.running) this.near.forget();
    this.range = this.whole ? this.bounds() : within(this.range, this.bounds());
  }
  private follow(): void {
    const { present } = this.session;
    void this.findCause(present);
    if (present && !this.whole) this.range = showing(this.range, present.t, this.bounds());
  }
  private async findCause(present: LabRecord | null): Promise<void> {
    const n = present?.cause ?? null;
    this.cause = null;
    const cause = n === null ? undefined : await this.session.pages.record(n).catch(() => undefined);
    if (!cause || this.session.present !== present) return;
    this.cause = cause;
    this.redraw();
  }
  private width(): number {
    return this.canvas.clientWidth;
  }
  private timeAt(x: number): number {
    return this.range.from + (x / Math.max(1, this.width())) * span(this.range);
  }
  private hover(x: number | null): void {
    const { from, to } = this.range;
    const at = x === null ? "" : ` · ${moment(this.timeAt(x), to - from)}`;
    say(this.shown, `${duration(to - from)} seen${at}`);
  }
  private redraw(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.draw();
    });
  }

  private draw(): void {
    const width = this.width();
    const height = this.scroller.clientHeight;
    if (width <= 0 || this.rows.length === 0) return;
    this.frames += 1;
    const { present } = this.session;
    this.cache.want(this.range, this.bounds(), width);
    void this.near.want(this.range);
    const pen = this.fit(width, height);
    draw(
      pen,
      {
        rows: this.rows,
        steps: this.cache.steps,
        range: this.range,
        width,
        height,
        scrolled: this.scroller.scrollTop,
        present,
        cause: this.cause,
        records: this.near.records,
        end: this.session.run?.end ?? 0,
      },
      this.palette,
    );
    this.labels.show(this.cache.steps, present?.t ?? null);
    this.hover(null);
    this.canvas.setAttribute(
      "aria-label",
      `${this.rows.filter((row) => row.lane).length} lanes from ${duration(this.range.from)} to ${duration(this.range.to)}`,
    );
    this.panel.section.dataset.frames = String(this.frames);
    this.panel.section.dataset.span = String(Math.round(span(this.range)));
  }
  private fit(width: number, height: number): CanvasRenderingContext2D {
    const dots = Math.min(2, devicePixelRatio || 1);
    const [wide, high] = [Math.round(width * dots), Math.round(height * dots)];
    if (this.canvas.width !== wide || this.canvas.height !== high) {
      this.canvas.width = wide;
      this.canvas.height = high;
    }
    this.canvas.style.height = `${height}px`;
    this.scroller.style.setProperty("--rows", `${totalHeight(this.rows) + RULER}px`);
    const pen = this.canvas.getContext("2d")!;
    pen.setTransform(dots, 0, 0, dots, 0, 0);
    return pen;
  }
}
