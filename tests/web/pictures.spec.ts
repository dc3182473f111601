import { expect, test } from "@playwright/test";
import { jumpTo, liveAddress, opened } from "./viewer";

// Not a test of anything: scripts/pictures/make has it take the pictures of the README.
test.skip(!process.env.LAB_PICTURES, "LAB_PICTURES names no folder");

for (const [width, height] of [
  [360, 780],
  [1024, 768],
  [2560, 1300],
] as const) {
  test(`a picture ${width} wide`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await opened(page, liveAddress());
    await expect(page.locator('.status:not([data-phase="running"])')).toBeVisible({ timeout: 30_000 });
    await jumpTo(page, "resize of a dict");
    // The list of records follows the cursor, and the page begins at its top.
    await expect(page.locator('.record[aria-selected="true"]')).toContainText("object.change");
    await page.evaluate(() => window.scrollTo(0, 0));
    await page.screenshot({ path: `${process.env.LAB_PICTURES}/watch-${width}.png` });
  });
}
