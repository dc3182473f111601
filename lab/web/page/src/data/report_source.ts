import { parseJson } from "./json";
import type { Found, LaneSteps, Page, Query, Run } from "./protocol";
import { fits } from "./query";
import type { Source } from "./source";

/** Index of the last of ascending `values` that is at most `value`; -1 where there is none. */
export function lastAtMost<T>(values: readonly T[], value: number, of: (item: T) => number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(values[middle]!) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

async function unpack(base64: string): Promise<string> {
  const bytes = Uint8Array.from(atob(base64.trim()), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

/** The values that stand in this page itself. Records may be left out between others. */
export class ReportSource implements Source {
  readonly live = false;
  private readonly known: Run;
  private readonly steps: LaneSteps[];
  private readonly pages: [number, number][];
  private readonly kept = new Map<number, Promise<Page>>();

  /** @param element gives the text of a script element, null where it is not there */
  constructor(private readonly element: (id: string) => string | null) {
    this.known = parseJson<Run>(element("lab-run") ?? "{}");
    this.steps = parseJson<LaneSteps[]>(element("lab-lanes") ?? "[]");
    this.pages = this.known.pages ?? [];
  }

  async run(): Promise<Run> {
    return this.known;
  }
  pageOf(n: number): number {
    return Math.max(
      0,
      lastAtMost(this.pages, n, ([first]) => first),
    );
  }
  pageCount(): number {
    return this.pages.length;
  }
  async last(): Promise<number> {
    if (this.pages.length === 0) return -1;
    return (await this.page(this.pages.length - 1)).records.at(-1)?.n ?? -1;
  }
  page(page: number): Promise<Page> {
    let kept = this.kept.get(page);
    if (!kept) {
      kept = this.decode(page);
      this.kept.set(page, kept);
      if (this.kept.size > 24) this.kept.delete(this.kept.keys().next().value!);
    }
    return kept;
  }
  async lanes(_from: number, _to: number, _steps: number, ids?: string[]): Promise<LaneSteps[]> {
    return ids ? this.steps.filter((lane) => ids.includes(lane.id)) : this.steps;
  }
  async find(from: number, back: boolean, query: Query): Promise<Found> {
    const step = back ? -1 : 1;
    for (let page = this.pageOf(from); page >= 0 && page < this.pages.length; page += step) {
      const { records } = await this.page(page);
      const ordered = back ? [...records].reverse() : records;
      const found = ordered.find(
        (record) => (back ? record.n < from : record.n > from) && fits(record, query),
      );
      if (found) return { number: found.n, reached: found.n, all: false };
    }
    return { number: null, reached: from, all: true };
  }
  async at(time: number): Promise<number> {
    const page = Math.max(
      0,
      lastAtMost(this.pages, time, ([, begin]) => begin),
    );
    if (page >= this.pages.length) return 0;
    const { records } = await this.page(page);
    return (
      (
        records[
          Math.max(
            0,
            lastAtMost(records, time, (record) => record.t),
          )
        ] ?? records[0]
      )?.n ?? 0
    );
  }

  private async decode(page: number): Promise<Page> {
    const packed = this.element(`lab-page-${page}`);
    if (packed === null) throw new Error(`this report lacks its page ${page}`);
    return parseJson<Page>(await unpack(packed));
  }
}
