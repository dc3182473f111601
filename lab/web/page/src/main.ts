import "./style/page.css";
import { LiveSource } from "./data/live_source";
import { ReportSource } from "./data/report_source";
import { el } from "./dom";
import { Player } from "./run/player";
import { poll } from "./run/polling";
import { asked, Session } from "./run/session";
import { build } from "./page";

const inPage = (id: string): string | null => document.getElementById(id)?.textContent ?? null;

const source = inPage("lab-run") === null ? new LiveSource() : new ReportSource(inPage);
const session = new Session(source);
let writing: ReturnType<typeof setTimeout> | undefined;
session.onChange((changes) => {
  if (!changes.has("present") && !changes.has("mode")) return;
  clearTimeout(writing);
  // Browsers refuse an address that changes too often.
  writing = setTimeout(() => {
    const named = session.following || !session.present ? "" : `#n=${session.present.n}`;
    if (named !== location.hash) history.replaceState(null, "", named || location.pathname);
  }, 300);
});
addEventListener("hashchange", () => {
  const n = asked();
  if (n !== null) void session.goTo(n);
});

const root = document.getElementById("page")!;
root.append(build(session, new Player(session)));
poll(session).catch((error: unknown) =>
  root.prepend(el("p", { role: "alert" }, `This page could not be opened: ${String(error)}`)),
);
