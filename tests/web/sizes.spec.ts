import { expect, liveAddress, opened, reportAddress, test, toEnd } from "./viewer";

for (const [name, address] of [
  ["live", liveAddress],
  ["report", reportAddress],
] as const) {
  for (const width of [360, 1024, 2560]) {
    test.describe(`${name} at ${width} pixels`, () => {
      test.use({ viewport: { width, height: width < 500 ? 740 : 900 } });

      test("nothing is wider than the window and the controls are in reach", async ({ page }) => {
        await opened(page, address());
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
        for (const button of ["Step back", "Step forward", "Ten steps back"])
          await expect(page.getByRole("button", { name: button })).toBeInViewport({ ratio: 1 });
        await page.mouse.wheel(0, 5000);
        await expect(page.locator("#slider")).toBeInViewport({ ratio: 1 });
      });

      test("no panel is blank", async ({ page }) => {
        await opened(page, address());
        await toEnd(page);
        for (const panel of await page.locator(".panel:visible").all()) {
          await expect(panel.locator("h2")).not.toBeEmpty();
          await expect
            .poll(() => panel.locator(".body").evaluate((body: HTMLElement) => body.innerText.trim().length))
            .toBeGreaterThan(0);
        }
      });

      test("what scrolls up is not covered by the controls", async ({ page }) => {
        await opened(page, address());
        // Panels grow while they are filled: the end is where it is once they are.
        const hidden = (): Promise<number> =>
          page.evaluate(() => {
            window.scrollTo(0, document.body.scrollHeight);
            const panels = [...document.querySelectorAll(".panel")].map(
              (panel) => panel.getBoundingClientRect().bottom,
            );
            return Math.max(...panels) - document.querySelector(".controls")!.getBoundingClientRect().top;
          });
        await expect.poll(hidden).toBeLessThanOrEqual(0);
      });
    });
  }
}
