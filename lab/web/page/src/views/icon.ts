import { svg } from "../dom";

const SHAPES = {
  first: "M3 3v10M13 3 6 8l7 5z",
  back: "M12 3 5 8l7 5z",
  on: "M4 3l7 5-7 5z",
  last: "M13 3v10M3 3l7 5-7 5z",
};

/** A sign that every system has: not all fonts know the ones of players. */
export function icon(name: keyof typeof SHAPES): SVGSVGElement {
  return svg(
    "svg",
    { "viewBox": "0 0 16 16", "class": "icon", "aria-hidden": "true", "focusable": "false" },
    svg("path", { d: SHAPES[name] }),
  );
}
