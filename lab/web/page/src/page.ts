import { el } from "./dom";
import { GraphPanel } from "./objects/graph_panel";
import { ObjectsPanel } from "./objects/objects_panel";
import type { Player } from "./run/player";
import type { Session } from "./run/session";
import { TimelineView } from "./timeline/timeline_view";
import { Checks } from "./views/checks";
import { Claims } from "./views/claims";
import { Controls } from "./views/controls";
import { Explanation } from "./views/explanation";
import { Finder } from "./views/finder";
import { Generations } from "./views/generations";
import { Header } from "./views/header";
import { Heard } from "./views/heard";
import { Help } from "./views/help";
import { listenToKeys, type Key } from "./views/keys";
import { OutputView } from "./views/output_view";
import { Records } from "./views/records";
import { Refcounts } from "./views/refcounts";
import { SourceView } from "./views/source_view";

/** The whole page of a session. */
export function build(session: Session, player: Player): DocumentFragment {
  const help = new Help();
  const header = new Header(session, () => help.open());
  const controls = new Controls(session, player);
  const timeline = new TimelineView(session, player);
  const explanation = new Explanation(session, player);
  const finder = new Finder(session, player);
  const records = new Records(session, player);
  // Within reach where there is room; on a phone the bar would hide half of the page.
  const narrow = matchMedia("(max-width: 899px)");
  const place = (): void => (narrow.matches ? records.panel.body : controls.element).prepend(finder.element);
  narrow.addEventListener("change", place);
  place();

  const keys = bindings({ session, player, controls, timeline, explanation, finder, help });
  help.fill(keys);
  listenToKeys(keys, () => help.letters());

  const column = (name: string, ...panels: { panel: { section: HTMLElement } }[]): HTMLElement =>
    el("div", { class: `column ${name}` }, ...panels.map(({ panel }) => panel.section));
  const page = document.createDocumentFragment();
  const main = el(
    "main",
    {},
    timeline.panel.section,
    column("program", explanation, new SourceView(session), new OutputView(session)),
    column("objects", new ObjectsPanel(session), new Refcounts(session)),
    column("heap", new GraphPanel(session), new Generations(session)),
    column("answers", new Checks(session, player), records, new Claims(session)),
  );
  session.onChange(() => main.classList.toggle("unwatched", session.run?.objects.length === 0));
  page.append(
    el("a", { class: "skip", href: "#explanation" }, "To what happened"),
    header.element,
    main,
    controls.element,
    help.element,
    new Heard(session, player).element,
  );
  return page;
}

interface Parts {
  session: Session;
  player: Player;
  controls: Controls;
  timeline: TimelineView;
  explanation: Explanation;
  finder: Finder;
  help: Help;
}

function bindings({ session, player, controls, timeline, explanation, finder, help }: Parts): Key[] {
  const steps = (event: KeyboardEvent, sign: number): void =>
    void player.step(sign * (event.shiftKey ? 10 : 1), event.altKey ? false : player.own);
  return [
    {
      keys: ["ArrowLeft"],
      shown: "←",
      does: "a step back; with Shift ten, with Alt over all records",
      press: (event) => steps(event, -1),
    },
    {
      keys: ["ArrowRight"],
      shown: "→",
      does: "a step forward; with Shift ten, with Alt over all records",
      press: (event) => steps(event, 1),
    },
    {
      keys: ["Home"],
      shown: "Home",
      does: "to the program’s first record, then to the first of all",
      press: () => void controls.home(),
    },
    {
      keys: ["End"],
      shown: "End",
      does: "to the last record",
      press: () => void player.goTo(Number.MAX_SAFE_INTEGER),
    },
    { keys: [" "], shown: "Space", does: "play or pause", press: () => player.toggle() },
    ...(session.source.live
      ? [
          {
            keys: ["f"],
            shown: "f",
            does: "follow the latest record",
            press: () => session.follow(!session.following),
          },
        ]
      : []),
    {
      keys: ["w"],
      shown: "w",
      does: "why did it change? To the cause",
      press: () => explanation.goToCause(),
    },
    {
      keys: ["n"],
      shown: "n",
      does: "next record that fits what is looked for",
      press: () => void finder.jump(false),
    },
    { keys: ["p"], shown: "p", does: "previous record that fits", press: () => void finder.jump(true) },
    { keys: ["/"], shown: "/", does: "look for a text", press: () => finder.text.focus() },
    { keys: ["+", "="], shown: "+", does: "timeline: closer", press: () => timeline.zoom(0.5) },
    { keys: ["-", "_"], shown: "-", does: "timeline: further away", press: () => timeline.zoom(2) },
    { keys: ["0"], shown: "0", does: "timeline: the whole run", press: () => timeline.showAll() },
    {
      keys: ["9"],
      shown: "9",
      does: "timeline: the program itself",
      press: () => void timeline.showProgram(),
    },
    { keys: [","], shown: ",", does: "timeline: earlier", press: () => timeline.pan(-0.25) },
    { keys: ["."], shown: ".", does: "timeline: later", press: () => timeline.pan(0.25) },
    { keys: ["?"], shown: "?", does: "these keys", press: () => help.open() },
  ];
}
