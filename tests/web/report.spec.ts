import { steps } from "./steps";
import { expect, opened, reportAddress, test, toBeginning, toEnd } from "./viewer";

test.describe("a report, from its file and without a network", () => {
  steps(test, async (page) => {
    await page.context().setOffline(true);
    await opened(page, reportAddress());
  });

  test("opens at the program's first record and asks nobody", async ({ page }) => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await opened(page, reportAddress());
    await expect(page.locator("#source .line.current")).toHaveCount(1);
    expect(asked.filter((url) => !url.startsWith("data:"))).toEqual([reportAddress()]);
    await expect(page.getByRole("button", { name: "Follow" })).toBeHidden();
  });

  test("opens at the record that its address names", async ({ page }) => {
    await opened(page, `${reportAddress()}#n=40`);
    await expect(page.locator("#slider")).toHaveValue("40");
  });

  test("shows the output that was printed up to the record", async ({ page }) => {
    await opened(page, reportAddress());
    await toBeginning(page);
    await expect(page.locator("#output .hint")).toContainText("Nothing has been printed yet");
    await toEnd(page);
    await expect(page.locator("#output pre")).toContainText("alert(3)");
    // Python writes the line and its end one by one: they may come as one output or as two.
    await expect(page.locator("#output .stderr").first()).toContainText("to the other");
  });
});

test("objects fly to the older generation as a collection ends", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await opened(page, reportAddress());
  await page.getByLabel("own only").uncheck();
  await toBeginning(page);
  await page.getByLabel("Kind of record to jump to").selectOption("gc.start");
  await page.getByRole("button", { name: "Next that fits" }).click();
  await expect(page.locator(".generation.collecting").first()).toBeVisible();
  // They are gone within a second: each that ever was is counted.
  await page.locator(".generations").evaluate((list) => {
    new MutationObserver((changes) => {
      const flew = changes
        .flatMap(({ addedNodes }) => [...addedNodes])
        .filter((node) => (node as Element).matches(".flying"));
      list.setAttribute("data-flew", String(Number(list.getAttribute("data-flew")) + flew.length));
    }).observe(list, { childList: true });
  });
  await page.getByLabel("Kind of record to jump to").selectOption("gc.stop");
  await page.getByRole("button", { name: "Next that fits" }).click();
  await expect
    .poll(async () => Number(await page.locator(".generations").getAttribute("data-flew")))
    .toBeGreaterThan(0);
  await expect(page.locator(".flying")).toHaveCount(0);
});
