import type { Session } from "./session";

/** Milliseconds until the next question after `failures` that had no answer. */
export function backOff(failures: number): number {
  return Math.min(10_000, 250 * 2 ** Math.min(failures, 10));
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Keeps the session at what the server knows, for as long as the page is open. */
export async function poll(session: Session): Promise<void> {
  const never = new AbortController().signal;
  if (!session.source.live) {
    session.connection = "report";
    await session.update(await session.source.run(undefined, never));
    return;
  }
  for (let failures = 0, known: number | undefined; ; ) {
    try {
      // The server holds an answer back for 20 s; without one for longer it is gone.
      const run = await session.source.run(known, AbortSignal.timeout(30_000));
      failures = 0;
      connect(session, "connected");
      known = run.count;
      await session.update(run);
      // Once a run has ended the server answers at once, and only a saved file brings news.
      await pause(run.running ? 30 : 1000);
    } catch {
      known = undefined;
      connect(session, "lost");
      await pause(backOff(failures++));
    }
  }
}

function connect(session: Session, connection: "connected" | "lost"): void {
  if (session.connection === connection) return;
  session.connection = connection;
  session.note("mode");
}
