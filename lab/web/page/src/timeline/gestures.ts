export interface Gestures {
  /** @param factor below 1: closer. @param x in pixels of the canvas */
  zoom(factor: number, x: number): void;
  /** @param pixels to the right */
  pan(pixels: number): void;
  press(x: number, y: number): void;
  hover(x: number | null, y: number): void;
}

/** Wheel, drag, pinch and click on the canvas. */
export function listen(canvas: HTMLElement, gestures: Gestures): void {
  const at = (event: MouseEvent): number => event.clientX - canvas.getBoundingClientRect().left;
  const down = (event: MouseEvent): number => event.clientY - canvas.getBoundingClientRect().top;
  const pointers = new Map<number, { x: number; y: number }>();
  let moved = 0;

  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) gestures.pan(-sideways);
      else gestures.zoom(Math.exp(Math.max(-120, Math.min(120, event.deltaY)) * 0.004), at(event));
    },
    { passive: false },
  );

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, { x: at(event), y: down(event) });
    if (pointers.size === 1) moved = 0;
  });
  canvas.addEventListener("pointermove", (event) => {
    const last = pointers.get(event.pointerId);
    if (!last) return gestures.hover(at(event), down(event));
    const now = { x: at(event), y: down(event) };
    if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)![1];
      const before = Math.hypot(last.x - other.x, last.y - other.y);
      const after = Math.hypot(now.x - other.x, now.y - other.y);
      if (after > 8) gestures.zoom(before / after, (now.x + other.x) / 2);
      moved = 100;
    } else {
      moved += Math.abs(now.x - last.x);
      if (moved > 3) gestures.pan(now.x - last.x);
    }
    pointers.set(event.pointerId, now);
  });
  const release = (event: PointerEvent): void => {
    if (pointers.delete(event.pointerId) && event.type === "pointerup" && moved <= 3)
      gestures.press(at(event), down(event));
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerleave", () => gestures.hover(null, 0));
}
