import type { LabRecord, Page } from "./protocol";
import { lastAtMost } from "./report_source";
import type { Source } from "./source";

const KEPT = 48;

/** Pages that were looked at lately, and the records in them in their order. */
export class PageCache {
  private readonly kept = new Map<number, Promise<Page>>();
  private complete = new Set<number>();

  constructor(private readonly source: Source) {}

  /** Everything begins anew: the program was started again. */
  clear(): void {
    this.kept.clear();
    this.complete.clear();
  }
  /** More records are known: what was the last page may have grown. */
  grow(): void {
    for (const page of this.kept.keys()) if (!this.complete.has(page)) this.kept.delete(page);
  }

  page(number: number): Promise<Page> {
    let kept = this.kept.get(number);
    if (kept) this.kept.delete(number);
    else kept = this.load(number);
    this.kept.set(number, kept);
    if (this.kept.size > KEPT) this.kept.delete(this.kept.keys().next().value!);
    return kept;
  }
  pageWith(n: number): Promise<Page> {
    return this.page(this.source.pageOf(n));
  }
  /** The record `n`, or the last one before it, or the first of all. */
  async record(n: number): Promise<LabRecord | undefined> {
    const { records } = await this.pageWith(n);
    return records[
      Math.max(
        0,
        lastAtMost(records, n, (record) => record.n),
      )
    ];
  }
  /** Up to `count` records on one side of `n`, in their order. */
  async beside(n: number, count: number): Promise<LabRecord[]> {
    const step = Math.sign(count);
    const found: LabRecord[] = [];
    for (let page = this.source.pageOf(n); page >= 0 && page < this.source.pageCount(); page += step) {
      const { records } = await this.page(page);
      const fit = records.filter((record) => (step > 0 ? record.n > n : record.n < n));
      if (step > 0) found.push(...fit);
      else found.unshift(...fit);
      if (found.length >= Math.abs(count)) break;
    }
    return step > 0 ? found.slice(0, count) : found.slice(count);
  }

  private load(number: number): Promise<Page> {
    const loading = this.source.page(number);
    // Asked for before it: the page after it may begin while the answer is on its way.
    const last = number >= this.source.pageCount() - 1;
    loading.then(
      () => {
        if (!last || !this.source.live) this.complete.add(number);
      },
      () => this.kept.delete(number),
    );
    return loading;
  }
}
