import "./style/page.css";
import { LiveSource } from "./data/live_source";
import { ReportSource } from "./data/report_source";
import { el } from "./dom";
import { Player } from "./run/player";
import { poll } from "./run/polling";
import { Session } from "./run/session";
import { build } from "./page";

const inPage = (id: string): string | null => document.getElementById(id)?.textContent ?? null;

const source = inPage("lab-run") === null ? new LiveSource() : new ReportSource(inPage);
const session = new Session(source);
const root = document.getElementById("page")!;
root.append(build(session, new Player(session)));
poll(session).catch((error: unknown) => root.prepend(el("p", { role: "alert" }, `This page could not be opened: ${String(error)}`)));
