import { readFile, writeFile } from "node:fs/promises";
import { steps } from "./steps";
import { expect, given, last, liveAddress, opened, present, test, toBeginning, toEnd } from "./viewer";

/** Has the program started anew: it is saved. */
async function save(): Promise<void> {
  const script = given("LAB_SCRIPT", "the script that is watched");
  await writeFile(script, await readFile(script));
}

test.describe("a program that runs", () => {
  test("moves its lanes, and the cursor with them, until somebody pauses", async ({ page }) => {
    await opened(page, liveAddress());
    await expect(page.locator('.status:not([data-phase="running"])')).toBeVisible({ timeout: 30_000 });
    const ended = await last(page);
    await save();
    await expect.poll(() => last(page)).toBeLessThan(ended);
    const picture = (): Promise<string> =>
      page.locator("#timeline canvas").evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
    const [first, seen] = [await last(page), await picture()];
    await expect.poll(() => last(page)).toBeGreaterThan(first);
    await expect.poll(picture).not.toBe(seen);
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByRole("button", { name: "Play" })).toBeVisible();
    const paused = await present(page);
    const known = await last(page);
    await expect.poll(() => last(page)).toBeGreaterThan(known);
    expect(await present(page)).toBe(paused);
    await page.getByRole("button", { name: "Follow" }).click();
    await expect.poll(() => present(page)).toBeGreaterThan(paused);
  });
});

test.describe("a program that has ended", () => {
  const open = async (page: Parameters<typeof last>[0]): Promise<void> => {
    await opened(page, liveAddress());
    await expect(page.locator('.status:not([data-phase="running"])')).toBeVisible({ timeout: 30_000 });
  };
  steps(test, open);

  test("stays when the server goes, and goes on when it is back", async ({ page }) => {
    await open(page);
    const before = await present(page);
    let gone = 0;
    await page.route("**/api/**", (route) => {
      gone += 1;
      return route.abort();
    });
    await page.reload({ waitUntil: "commit" });
    await expect(page.locator(".status")).toContainText("Asking again");
    await expect.poll(() => gone).toBeGreaterThan(2);
    await page.unroute("**/api/**");
    await expect.poll(() => present(page)).toBe(before);
  });

  test("is shown to two at once, each at their own record", async ({ page, context }) => {
    await open(page);
    const other = await context.newPage();
    await open(other);
    await toBeginning(page);
    await toEnd(other);
    await expect.poll(() => present(page)).toBeLessThan(await last(page));
    expect(await present(other)).toBe(await last(other));
  });
});

test("steps while the server is gone are said to have failed, and nothing breaks", async ({ page }) => {
  await opened(page, liveAddress());
  await toBeginning(page);
  const before = await present(page);
  await page.route("**/api/**", (route) => route.abort());
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page.locator(".status")).toContainText("could not be");
  expect(await present(page)).toBe(before);
  await page.locator("#timeline canvas").click({ position: { x: 200, y: 60 } });
  await page.unroute("**/api/**");
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => present(page)).toBeGreaterThan(before);
});
