/**
 * Scrolls `list`, and nothing else, so that `row` is seen: also where the lower part of the list lies
 * behind the controls.
 */
export function reveal(list: HTMLElement, row: HTMLElement): void {
  const { top, bottom } = list.getBoundingClientRect();
  const covered = document.querySelector(".controls")?.getBoundingClientRect().top ?? innerHeight;
  const seen = covered - top > 3 * row.offsetHeight ? Math.min(bottom, covered) - top : list.clientHeight;
  const at = row.offsetTop;
  if (at < list.scrollTop + row.offsetHeight || at + 2 * row.offsetHeight > list.scrollTop + seen)
    list.scrollTop = at - seen / 2;
}
