import { highlightCode, tagHighlighter, tags } from "@lezer/highlight";
import { parser } from "@lezer/python";
import { el } from "../dom";

const CLASSES = tagHighlighter([
  {
    tag: [
      tags.keyword,
      tags.controlKeyword,
      tags.definitionKeyword,
      tags.moduleKeyword,
      tags.operatorKeyword,
    ],
    class: "k",
  },
  { tag: [tags.string, tags.special(tags.string)], class: "s" },
  { tag: [tags.number, tags.bool, tags.null], class: "m" },
  { tag: tags.comment, class: "c" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], class: "d" },
]);

/** Lines of Python, each an element that holds its text in coloured parts. */
export function highlighted(text: string): HTMLElement[] {
  const lines: HTMLElement[] = [el("code")];
  const put = (part: string, names: string): void => {
    lines.at(-1)!.append(names ? el("span", { class: names }, part) : part);
  };
  highlightCode(text, parser.parse(text), CLASSES, put, () => lines.push(el("code")));
  return lines;
}
