import { expect, field, jumpTo, last, present, slideTo, type test, toBeginning, toEnd } from "./viewer";

type Opener = (page: Parameters<typeof last>[0]) => Promise<void>;

/** What can be done with any run, live or in a report. */
export function steps(it: typeof test, open: Opener): void {
  it("steps back ten, and forward one by one, over all records", async ({ page }) => {
    await open(page);
    await page.getByLabel("own only").uncheck();
    await slideTo(page, Math.floor((await last(page)) / 2));
    const from = await present(page);
    await page.keyboard.press("Shift+ArrowLeft");
    await expect.poll(() => present(page)).toBe(from - 10);
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => present(page)).toBe(from - 9);
    await page.getByRole("button", { name: "Step back" }).click();
    await expect.poll(() => present(page)).toBe(from - 10);
  });

  it("steps over what is not the program's own", async ({ page }) => {
    await open(page);
    await toBeginning(page);
    const first = await present(page);
    expect(first).toBeGreaterThan(0);
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => present(page)).toBeGreaterThan(first);
    await expect(page.locator('.record[aria-selected="true"]')).not.toHaveClass(/other/);
  });

  it("jumps to the next resize of a dict, and from it to its cause", async ({ page }) => {
    await open(page);
    await jumpTo(page, "resize of a dict");
    await expect(page.locator("#explanation .event")).toContainText("object.change");
    expect(await field(page, "change")).toBe("resize");
    expect(await field(page, "object")).toBe("squares");
    const resize = await present(page);
    await page.getByRole("button", { name: "Go to the record that brought this about" }).click();
    await expect.poll(() => present(page)).toBeLessThan(resize);
    await expect(page.locator(".line.current")).toContainText("squares[number]");
  });

  it("shows the index table grow at the resize, and the way of a key through it", async ({ page }) => {
    await open(page);
    await page.getByLabel("own only").uncheck();
    await jumpTo(page, "structure");
    const slots = page.locator(".dict .slot");
    await page.getByRole("tab", { name: /squares/ }).click();
    const few = await slots.count();
    await toEnd(page);
    await expect.poll(() => slots.count()).toBeGreaterThan(few);
    await page.getByRole("button", { name: "Show how 5 is found" }).click();
    await expect(page.locator(".dict .slot.found")).toHaveCount(1);
    await expect(page.locator(".sums li").first()).toContainText("hash &");
  });

  it("shows a list with its slack and a set with its table", async ({ page }) => {
    await open(page);
    await toEnd(page);
    await page.getByRole("tab", { name: /numbers/ }).click();
    await expect(page.locator(".list .facts")).toContainText("slack");
    await expect(page.locator(".list .slot.empty").first()).toBeVisible();
    await page.getByRole("tab", { name: /letters/ }).click();
    await expect(page.locator(".set .slot:not(.empty)")).toHaveCount(12);
  });

  it("keeps its place in the address, so that a link leads to a moment", async ({ page }) => {
    await open(page);
    await jumpTo(page, "resize of a dict");
    const n = await present(page);
    await expect.poll(() => page.evaluate(() => location.hash)).toBe(`#n=${n}`);
  });

  it("zooms to nanoseconds and back to the whole run by keys", async ({ page }) => {
    await open(page);
    const seen = async (): Promise<number> =>
      Number(await page.locator("#timeline").getAttribute("data-span"));
    const whole = await seen();
    for (let i = 0; i < 40; ++i) await page.keyboard.press("+");
    await expect.poll(seen).toBeLessThan(1000);
    await page.keyboard.press("0");
    await expect.poll(seen).toBeGreaterThanOrEqual(whole);
  });

  it("goes to the time that is clicked", async ({ page }) => {
    await open(page);
    await toBeginning(page);
    const before = await present(page);
    const canvas = page.locator("#timeline canvas");
    const box = (await canvas.boundingBox())!;
    await canvas.click({ position: { x: box.width - 3, y: 60 } });
    await expect.poll(() => present(page)).toBeGreaterThan(before);
  });

  it("finds a text, and says where none is left", async ({ page }) => {
    await open(page);
    await page.getByLabel("Kind of record to jump to").selectOption("");
    await toBeginning(page);
    await page.keyboard.press("/");
    await page.keyboard.type("nothing has this in it");
    await page.keyboard.press("Enter");
    await expect(page.locator(".status")).toContainText("No later");
  });
}
