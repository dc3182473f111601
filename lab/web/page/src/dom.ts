type Child = Node | string | null | undefined | false;
type Attributes = { [name: string]: string | number | boolean | null | undefined };

/** An element. Texts become text nodes: nothing of a log is ever read as markup. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  put(made, attributes, children);
  return made;
}

/** The same in a drawing. */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  put(made, attributes, children);
  return made;
}

function put(made: Element, attributes: Attributes, children: Child[]): void {
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined && value !== false)
      made.setAttribute(name, value === true ? "" : String(value));
  for (const child of children)
    if (child !== null && child !== undefined && child !== false) made.append(child);
}

export function button(
  label: string,
  attributes: Attributes,
  press: () => void,
  ...shown: Child[]
): HTMLButtonElement {
  const made = el(
    "button",
    { "type": "button", "aria-label": shown.length ? label : null, "title": label, ...attributes },
    ...(shown.length ? shown : [label]),
  );
  made.addEventListener("click", press);
  return made;
}

/** A sentence in which `code` stands between backquotes. */
export function sentence(text: string): DocumentFragment {
  const made = document.createDocumentFragment();
  text.split("`").forEach((part, i, parts) => {
    // A backquote without its partner is itself.
    if (i % 2 === 1 && i < parts.length - 1) made.append(el("code", {}, part));
    else made.append(i % 2 === 1 ? `\`${part}` : part);
  });
  return made;
}

const LINKS = ["https://docs.python.org/", "https://github.com/python/cpython/"];

/** A link to CPython's documentation or source; nothing for any other address. */
export function readOn(address: string): HTMLAnchorElement | null {
  if (!LINKS.some((start) => address.startsWith(start))) return null;
  const where = address.startsWith(LINKS[0]!) ? "Python’s documentation" : "CPython’s source";
  return el("a", { href: address, rel: "noopener noreferrer", target: "_blank" }, `Read on in ${where}`);
}

/** Shows `text` in `node` where it shows another: what does not change is not announced again. */
export function say(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
