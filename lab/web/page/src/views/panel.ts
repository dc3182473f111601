import { el } from "../dom";

export interface Panel {
  section: HTMLElement;
  heading: HTMLElement;
  /** Stands right of the heading. */
  aside: HTMLElement;
  body: HTMLElement;
}

/** A titled region of the page. */
export function panel(id: string, title: string): Panel {
  const heading = el("h2", { id: `${id}-title` }, title);
  const aside = el("div", { class: "aside" });
  const body = el("div", { class: "body" });
  const section = el(
    "section",
    { id, "class": "panel", "aria-labelledby": `${id}-title` },
    el("header", {}, heading, aside),
    body,
  );
  return { section, heading, aside, body };
}

/** What a panel would show, and the words to type for it. */
export function hint(text: string, typed?: string): HTMLElement {
  return el("p", { class: "hint" }, text, typed ? " " : null, typed ? el("code", {}, typed) : null);
}

/** The command that was typed, with another watch. */
export function watching(command: string, watch: string): string {
  if (!command) return `--watch ${watch}`;
  const known = / --watch[ =](\S+)/.exec(command);
  return known ? command.replace(known[0], ` --watch ${known[1]},${watch}`) : `${command} --watch ${watch}`;
}
