import { el, svg } from "../dom";
import { family } from "../run/fold";
import type { Session } from "../run/session";
import { hint, panel, watching, type Panel } from "../views/panel";
import { graphOf, type Edge, type Graph } from "./graph";
import { structureOf, type Structure } from "./structure";

const WIDTH = 520;
const BOX = { wide: 150, high: 30 };
const LETTERS = 20;

const short = (text: string): string => (text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text);

/** Which of the watched objects refers to which, and to what else. */
export class GraphPanel {
  readonly panel: Panel = panel("graph", "References");
  private drawn = "";

  constructor(private readonly session: Session) {
    session.onChange((changes) => {
      if (changes.has("present") || changes.has("run")) this.draw();
    });
  }

  private draw(): void {
    const { run, settled } = this.session;
    const structures = new Map<string, Structure>();
    const records = family(settled, "structure");
    for (const [name, record] of records) {
      const structure = structureOf(record);
      if (structure) structures.set(name, structure);
    }
    const known = [...records.values()].map(({ n }) => n).join() + String(run?.objects.length);
    if (known === this.drawn) return;
    this.drawn = known;
    if (structures.size === 0) {
      const watched = (run?.objects.length ?? 0) > 0;
      this.panel.body.replaceChildren(
        watched
          ? hint("None of the watched objects is there yet at this record.")
          : hint(
              "Arrows between the watched objects, by the addresses in them.",
              watching(run?.command ?? "", "object:NAME,object:OTHER"),
            ),
      );
      return;
    }
    const graph = graphOf(structures, WIDTH);
    this.panel.body.replaceChildren(
      this.picture(graph),
      graph.more > 0 ? hint(`${graph.more} more objects are pointed at.`) : "",
    );
  }

  private picture(graph: Graph): HTMLElement {
    const picture = svg(
      "svg",
      {
        "viewBox": `0 0 ${WIDTH} ${graph.height}`,
        "class": "graph",
        "role": "img",
        "aria-label": graph.edges.map(sentenceOf).join("; ") || "no references",
      },
      svg(
        "defs",
        {},
        svg(
          "marker",
          {
            id: "arrow",
            viewBox: "0 0 8 8",
            refX: 7,
            refY: 4,
            markerWidth: 7,
            markerHeight: 7,
            orient: "auto-start-reverse",
          },
          svg("path", { d: "M0 0 8 4 0 8z" }),
        ),
      ),
    );
    for (const edge of graph.edges) {
      picture.append(
        svg("path", {
          "class": edge.to.watched ? "edge strong" : "edge",
          "d": line(edge),
          "marker-end": "url(#arrow)",
        }),
      );
      if (edge.to.watched || edge.count > 1)
        picture.append(
          svg("text", { class: "by", ...middle(edge) }, edge.count > 1 ? `${edge.count}×` : short(edge.by)),
        );
    }
    for (const node of graph.nodes) {
      picture.append(
        svg(
          "g",
          { transform: `translate(${node.x + 1} ${node.y - BOX.high / 2})` },
          svg("title", {}, `${node.label} at ${node.address}`),
          svg("rect", { class: node.watched ? "watched" : "", width: BOX.wide, height: BOX.high, rx: 6 }),
          svg("text", { x: 10, y: 20 }, short(node.label)),
        ),
      );
    }
    return el("figure", {}, picture);
  }
}

/** To the right in a curve; to another on the left in a bow around. */
function line({ from, to }: Edge): string {
  const x0 = from.x + BOX.wide + 1;
  if (!to.watched) return `M${x0} ${from.y}C${x0 + 60} ${from.y} ${to.x - 60} ${to.y} ${to.x} ${to.y}`;
  const bow = x0 + 34 + Math.abs(to.y - from.y) * 0.2;
  const shift = to === from ? 10 : to.y > from.y ? 6 : -6;
  return `M${x0} ${from.y + (to === from ? -shift : shift)}C${bow} ${from.y} ${bow} ${to.y} ${x0 + 2} ${to.y + (to === from ? shift : -shift)}`;
}
function middle({ from, to }: Edge): { x: number; y: number } {
  if (!to.watched) return { x: (from.x + BOX.wide + to.x) / 2, y: (from.y + to.y) / 2 - 4 };
  return { x: from.x + BOX.wide + 36 + Math.abs(to.y - from.y) * 0.16, y: (from.y + to.y) / 2 + 4 };
}
function sentenceOf({ from, to, by, count }: Edge): string {
  return `${from.label} refers to ${to.label}${count > 1 ? ` ${count} times` : ` by ${by}`}`;
}
