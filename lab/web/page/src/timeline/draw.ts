import type { LabRecord, LaneSteps } from "../data/protocol";
import { moment } from "../format";
import { rateColumns, seriesColumns, stateSpans } from "./geometry";
import type { Palette } from "./palette";
import { span, ticks, type Range } from "./range";
import type { Row } from "./rows";

export const RULER = 24;

export interface Scene {
  rows: readonly Row[];
  steps: ReadonlyMap<string, LaneSteps>;
  range: Range;
  width: number;
  height: number;
  /** How far the rows are scrolled up. */
  scrolled: number;
  present: LabRecord | null;
  cause: LabRecord | null;
  /** Single records, where few enough are seen. */
  records: readonly LabRecord[];
  end: number;
}

type Pen = CanvasRenderingContext2D;

const xOf = (scene: Scene, time: number): number =>
  ((time - scene.range.from) / span(scene.range)) * scene.width;

export function draw(pen: Pen, scene: Scene, palette: Palette): void {
  pen.clearRect(0, 0, scene.width, scene.height);
  const shown = scene.rows.filter(
    (row) => row.top + row.height > scene.scrolled && row.top - scene.scrolled < scene.height - RULER,
  );
  const marks = ticks(scene.range, scene.width / 110);
  grid(pen, scene, marks, palette);
  pen.save();
  pen.beginPath();
  pen.rect(0, RULER, scene.width, scene.height - RULER);
  pen.clip();
  for (const row of shown) {
    const top = RULER + row.top - scene.scrolled;
    const steps = row.lane && scene.steps.get(row.lane.id);
    pen.fillStyle = palette.colour("rule");
    if (!row.lane) pen.fillRect(0, Math.round(top) + 1, scene.width, 1);
    else if (steps && row.lane.kind === "states") states(pen, scene, row, steps, top, palette);
    else if (steps && row.lane.kind === "series") series(pen, scene, row, steps, top, palette);
    else if (steps) rate(pen, scene, row, steps, top, palette);
  }
  pen.restore();
  ruler(pen, scene, marks, palette);
  cursor(pen, scene, palette);
}

function grid(pen: Pen, scene: Scene, marks: number[], palette: Palette): void {
  pen.fillStyle = palette.colour("grid");
  for (const mark of marks) pen.fillRect(Math.round(xOf(scene, mark)), RULER, 1, scene.height);
}

function states(pen: Pen, scene: Scene, row: Row, steps: LaneSteps, top: number, palette: Palette): void {
  for (const { x0, x1, value, share } of stateSpans(steps, scene.range, scene.width)) {
    pen.fillStyle = palette.state(row.group, value);
    pen.globalAlpha = 0.3 + 0.7 * share;
    const thin = row.group === "gil" && value === 1;
    pen.fillRect(x0, top + (thin ? row.height / 2 - 2 : 3), Math.max(1, x1 - x0), thin ? 4 : row.height - 6);
  }
  pen.globalAlpha = 1;
}

function series(pen: Pen, scene: Scene, row: Row, steps: LaneSteps, top: number, palette: Palette): void {
  const columns = seriesColumns(steps, scene.range, scene.width);
  const most = columns.reduce((found, { hi }) => Math.max(found, hi), 1);
  const least = Math.min(
    0,
    columns.reduce((found, { lo }) => Math.min(found, lo), 0),
  );
  const y = (value: number): number => top + 4 + (row.height - 8) * (1 - (value - least) / (most - least));
  const colour = palette.colour(
    row.group === "refcount" ? "refcount" : row.group === "alloc" ? "alloc" : "generation-1",
  );
  const end = Math.min(scene.width, Math.max(0, xOf(scene, scene.end)));
  const line = new Path2D();
  const area = new Path2D();
  columns.forEach(({ x, value, lo, hi }, i) => {
    const until = columns[i + 1]?.x ?? end;
    if (i > 0) line.lineTo(x + 0.5, y(value));
    else line.moveTo(x, y(value));
    line.lineTo(Math.max(x + 0.5, until + 0.5), y(value));
    area.rect(x, y(value), Math.max(1, until - x), y(least) - y(value));
    if (hi > lo) area.rect(x, y(hi), 1, Math.max(1, y(lo) - y(hi)));
  });
  pen.fillStyle = pen.strokeStyle = colour;
  pen.globalAlpha = 0.16;
  pen.fill(area);
  pen.globalAlpha = 1;
  pen.lineWidth = 1.25;
  pen.stroke(line);
}

function rate(pen: Pen, scene: Scene, row: Row, steps: LaneSteps, top: number, palette: Palette): void {
  const base = top + row.height - 3;
  if (row.group === "events" && scene.records.length > 0) {
    for (const record of scene.records) {
      const tall = record.own ? row.height - 8 : row.height / 3;
      pen.fillStyle = palette.family(record.name);
      pen.fillRect(xOf(scene, record.t), base - tall, record === scene.present ? 3 : 1.5, tall);
    }
    return;
  }
  const columns = rateColumns(steps, scene.range, scene.width);
  let most = 1;
  for (const each of columns) most = Math.max(most, each);
  pen.fillStyle = palette.colour(row.group === "alloc" ? "alloc" : "muted");
  // By its root: one busy pixel would flatten all others.
  columns.forEach((value, x) => {
    if (value > 0)
      pen.fillRect(
        x,
        base - Math.sqrt(value / most) * (row.height - 7),
        1,
        Math.max(1, Math.sqrt(value / most) * (row.height - 7)),
      );
  });
}

function ruler(pen: Pen, scene: Scene, marks: number[], palette: Palette): void {
  pen.fillStyle = palette.colour("muted");
  pen.font = `11px ${palette.colour("sans")}`;
  pen.textBaseline = "middle";
  for (const mark of marks) {
    const x = Math.round(xOf(scene, mark));
    pen.fillRect(x, RULER - 6, 1, 6);
    const text = moment(mark, span(scene.range));
    if (x + 4 + pen.measureText(text).width < scene.width) pen.fillText(text, x + 4, RULER / 2 - 1);
  }
}

function cursor(pen: Pen, scene: Scene, palette: Palette): void {
  const stroke = (record: LabRecord, colour: string, dashed: boolean): void => {
    const x = xOf(scene, record.t);
    if (x < -2 || x > scene.width + 2) return;
    pen.strokeStyle = pen.fillStyle = colour;
    pen.lineWidth = 1.5;
    pen.setLineDash(dashed ? [3, 3] : []);
    pen.beginPath();
    pen.moveTo(x, dashed ? RULER : 6);
    pen.lineTo(x, scene.height);
    pen.stroke();
    pen.setLineDash([]);
    if (dashed) return;
    pen.beginPath();
    pen.arc(x, 6, 4, 0, 7);
    pen.fill();
  };
  if (scene.cause) stroke(scene.cause, palette.colour("muted"), true);
  if (scene.present) stroke(scene.present, palette.colour("accent"), false);
}
