/** The colours of the canvas, as the style sheet has them for the theme of the moment. */
export class Palette {
  private kept = new Map<string, string>();

  constructor(
    private readonly element: HTMLElement,
    changed: () => void,
  ) {
    const anew = (): void => {
      this.kept.clear();
      changed();
    };
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", anew);
    new MutationObserver(anew).observe(document.documentElement, {
      attributes: true,
      attributeFilter: ["data-theme"],
    });
  }

  /** @param name of a custom property, without its dashes */
  colour(name: string): string {
    let found = this.kept.get(name);
    if (found === undefined) {
      found = getComputedStyle(this.element).getPropertyValue(`--${name}`).trim() || "gray";
      this.kept.set(name, found);
    }
    return found;
  }
  /** Of a state of a lane; 1 is the weakest. */
  state(group: string, value: number): string {
    if (group === "gil") return this.colour(value === 1 ? "gil-waits" : "gil-holds");
    if (group === "gc") return this.colour(`generation-${Math.min(2, value - 1)}`);
    if (group === "locks") return this.colour("gil-waits");
    return this.colour(group === "tasks" ? "task" : "accent");
  }
  family(name: string): string {
    const family = name.slice(0, (name.indexOf(".") + name.length + 1) % (name.length + 1));
    const known: Record<string, string> = {
      object: "object",
      structure: "object",
      refcount: "refcount",
      gc: "generation-1",
      gil: "gil-holds",
      alloc: "alloc",
      lock: "lock",
      task: "task",
      output: "output",
      exception: "bad",
    };
    return this.colour(known[family] ?? "muted");
  }
}
