import type { LabRecord } from "../data/protocol";
import type { Session } from "../run/session";
import { span, type Range } from "./range";

const MOST = 2048;

/** The single records of a range, where they are few enough to be told apart. */
export class NearRecords {
  records: LabRecord[] = [];
  private looked: Range | null = null;
  private looking = false;

  constructor(
    private readonly session: Session,
    private readonly arrived: () => void,
  ) {}

  forget(): void {
    this.looked = null;
  }
  async want(range: Range): Promise<void> {
    const same = this.looked && this.looked.from === range.from && this.looked.to === range.to;
    if (same || this.looking || !this.session.present) return;
    if (this.expected(range) > 64 * MOST) {
      this.records = [];
      return;
    }
    this.looking = true;
    this.looked = range;
    try {
      this.records = await this.look(range);
    } catch {
      this.records = [];
    }
    this.looking = false;
    this.arrived();
  }

  /** How many they would be were they spread evenly: it saves asking while the whole is seen. */
  private expected(range: Range): number {
    const { run } = this.session;
    return run ? (run.count * span(range)) / Math.max(1, run.end - run.begin) : 0;
  }

  private async look(range: Range): Promise<LabRecord[]> {
    const { source, pages } = this.session;
    const [first, last] = await Promise.all([source.at(range.from), source.at(range.to)]);
    const from = source.pageOf(first);
    const to = source.pageOf(last);
    if (to - from > MOST / 512) return [];
    const found: LabRecord[] = [];
    for (let page = from; page <= to; ++page) found.push(...(await pages.page(page)).records);
    const seen = found.filter(({ t }) => t >= range.from && t <= range.to);
    return seen.length <= MOST ? seen : [];
  }
}
