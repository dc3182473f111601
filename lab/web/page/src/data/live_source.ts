import { parseJson } from "./json";
import type { Found, LaneSteps, Page, Query, Run } from "./protocol";
import type { Source } from "./source";

const PAGE_SIZE = 512;

async function get<T>(path: string, values: Record<string, string | number>, stop?: AbortSignal): Promise<T> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) query.set(name, String(value));
  const answer = await fetch(`api/${path}?${query}`, stop ? { signal: stop } : {});
  if (!answer.ok) throw new Error(`api/${path}: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
  return parseJson<T>(await answer.text());
}

/** The server of `lab watch --web`, below the token in this page's address. */
export class LiveSource implements Source {
  readonly live = true;
  private count = 0;

  async run(known: Run | null, stop: AbortSignal): Promise<Run> {
    const run = await get<Run>("run", known ? { known: known.count, news: known.news ?? 0 } : {}, stop);
    this.count = run.count;
    return run;
  }
  pageOf(n: number): number {
    return Math.floor(n / PAGE_SIZE);
  }
  pageCount(): number {
    return Math.ceil(this.count / PAGE_SIZE);
  }
  async last(): Promise<number> {
    return this.count - 1;
  }
  page(page: number): Promise<Page> {
    return get("page", { number: page });
  }
  lanes(from: number, to: number, steps: number, ids?: string[]): Promise<LaneSteps[]> {
    return get("lanes", {
      from: Math.floor(from),
      to: Math.ceil(to),
      steps,
      ...(ids ? { ids: ids.join(",") } : {}),
    });
  }
  find(from: number, back: boolean, query: Query): Promise<Found> {
    return get("find", {
      from,
      back: back ? 1 : 0,
      own: query.own ? 1 : 0,
      ...(query.name ? { name: query.name } : {}),
      ...(query.text ? { text: query.text } : {}),
    });
  }
  async at(time: number): Promise<number> {
    return (await get<{ number: number }>("at", { time: Math.max(0, Math.floor(time)) })).number;
  }
}
