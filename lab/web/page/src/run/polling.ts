import type { Run } from "../data/protocol";
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
    await session.update(await session.source.run(null, never));
    return;
  }
  for (let failures = 0, known: Run | null = null; ;) {
    try {
      // The server holds an answer back for 20 s; without one for longer it is gone.
      const run = await session.source.run(known, AbortSignal.timeout(30_000));
      failures = 0;
      connect(session, "connected");
      known = run;
      await session.update(run);
      // A log that grows fast is asked for as often as it can be looked at.
      await pause(30);
    } catch {
      known = null;
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
