import { el } from "./dom";
import type { Player } from "./run/player";
import type { Session } from "./run/session";
import { TimelineView } from "./timeline/timeline_view";
import { Controls } from "./views/controls";
import { Explanation } from "./views/explanation";
import { Header } from "./views/header";
import { SourceView } from "./views/source_view";

/** The whole page of a session. */
export function build(session: Session, player: Player): DocumentFragment {
  const controls = new Controls(session, player);
  const timeline = new TimelineView(session, player);
  const explanation = new Explanation(session, player);
  const source = new SourceView(session);
  const header = new Header(session, () => undefined);
  const page = document.createDocumentFragment();
  page.append(
    header.element,
    el("main", {},
      timeline.panel.section,
      el("div", { class: "column" }, explanation.panel.section, source.panel.section),
    ),
    controls.element,
  );
  return page;
}
