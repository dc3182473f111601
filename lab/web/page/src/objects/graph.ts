import { targets, type Structure } from "./structure";

export interface Node {
  address: string;
  label: string;
  watched: boolean;
  x: number;
  y: number;
}
export interface Edge {
  from: Node;
  to: Node;
  by: string;
  count: number;
}
export interface Graph {
  nodes: Node[];
  edges: Edge[];
  more: number;
  height: number;
}

const ROW = 46;
const MOST_OTHERS = 8;

/**
 * What the watched objects point at, by addresses. Watched ones stand left, below each other; right
 * of them the others, first those that more than one points at.
 */
export function graphOf(structures: ReadonlyMap<string, Structure>, width: number): Graph {
  const nodes = new Map<string, Node>();
  const found: { from: Node; address: string; by: string; text: string }[] = [];
  for (const [name, structure] of structures) {
    if (!("address" in structure) || !structure.address) continue;
    // Two names may have been bound to one object.
    const known = nodes.get(structure.address);
    if (known) known.label += `, ${name}`;
    else nodes.set(structure.address, { address: structure.address, label: name, watched: true, x: 0, y: 0 });
    if (known) continue;
    const from = nodes.get(structure.address)!;
    for (const target of targets(structure)) if (target.address) found.push({ from, ...target });
  }
  const watched = [...nodes.values()];
  const pointing = new Map<string, number>();
  for (const { address } of found) pointing.set(address, (pointing.get(address) ?? 0) + 1);
  const others = [...pointing.keys()]
    .filter((address) => !nodes.has(address))
    .sort((a, b) => pointing.get(b)! - pointing.get(a)!);
  for (const address of others.slice(0, MOST_OTHERS)) {
    const label = found.find((each) => each.address === address)!.text;
    nodes.set(address, { address, label, watched: false, x: width * 0.66, y: 0 });
  }
  const edges = new Map<string, Edge>();
  for (const { from, address, by } of found) {
    const to = nodes.get(address);
    if (!to) continue;
    const key = `${from.address} ${address}`;
    const edge = edges.get(key);
    if (edge) edge.count += 1;
    else edges.set(key, { from, to, by, count: 1 });
  }
  const right = [...nodes.values()].filter((node) => !node.watched);
  const rows = Math.max(watched.length * 1.6, right.length);
  spread(watched, rows);
  spread(right, rows);
  return {
    nodes: [...nodes.values()],
    edges: [...edges.values()],
    more: Math.max(0, others.length - MOST_OTHERS),
    height: Math.max(1, rows) * ROW,
  };
}

function spread(nodes: Node[], rows: number): void {
  nodes.forEach((node, i) => {
    node.y = ((i + 0.5) / nodes.length) * rows * ROW;
  });
}
