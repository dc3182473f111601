/** What the keys do; also what the dialog of keys shows. */
export interface Key {
  keys: string[];
  shown: string;
  does: string;
  press: (event: KeyboardEvent) => void;
}

const SINGLE = /^.$/;

function writes(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  if (!element?.tagName) return false;
  return (
    element.tagName === "SELECT" ||
    element.tagName === "TEXTAREA" ||
    (element.tagName === "INPUT" && !["checkbox", "range"].includes((element as HTMLInputElement).type))
  );
}

/** Listens to the keys, but not where somebody writes. @param letters whether single letters count */
export function listenToKeys(keys: readonly Key[], letters: () => boolean): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || writes(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (SINGLE.test(event.key) && !letters()) return;
    const target = event.target as HTMLElement;
    // Space presses a button, and Home and End scroll where there is something to scroll.
    if (event.key === " " && target.closest("button, summary, a, input")) return;
    if ((event.key === "Home" || event.key === "End") && target.closest("pre, .lines, .scroll")) return;
    const key = keys.find((each) => each.keys.includes(event.key));
    if (!key) return;
    event.preventDefault();
    key.press(event);
  });
}
