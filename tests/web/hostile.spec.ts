import { expect, liveAddress, opened, reportAddress, test, toBeginning, toEnd } from "./viewer";

for (const [name, address] of [
  ["live", liveAddress],
  ["report", reportAddress],
] as const) {
  test(`hostile names, source and output are text in every panel, ${name}`, async ({ page }) => {
    await opened(page, address());
    await expect(page.locator('.status:not([data-phase="running"])')).toBeVisible({ timeout: 30_000 });
    await toEnd(page);
    await expect(page.locator("#output pre")).toContainText("<script>alert(3)</script>");
    await expect(page.locator("#source")).toContainText("<img src=x onerror=alert(1)>");
    await expect(page.locator("#timeline")).toContainText("<b>worker-0</b>");
    await page.getByRole("tab", { name: /squares/ }).click();
    await expect(page.locator("#objects")).toContainText("<img src=x onerror=alert(1)>");
    await expect(page.locator("#objects")).toContainText("</script><script>alert(2)</script>");
    await expect(page.locator("#page img, #page script, #page b:has-text('worker')")).toHaveCount(0);
  });

  test(`links lead only into CPython's documentation and source, ${name}`, async ({ page }) => {
    await opened(page, address());
    await toBeginning(page);
    let links = 0;
    for (let i = 0; i < 30; ++i) {
      await page.keyboard.press("ArrowRight");
      for (const link of await page.locator("a[target]").all()) {
        links += 1;
        expect(await link.getAttribute("href")).toMatch(
          /^https:\/\/(docs\.python\.org|github\.com\/python\/cpython)\//,
        );
        expect(await link.getAttribute("rel")).toContain("noopener");
      }
    }
    expect(links).toBeGreaterThan(0);
  });

  test.describe(`a script that came into the page, ${name}`, () => {
    test.use({ tolerated: /Content Security Policy/ });
    test("does not run", async ({ page }) => {
      await opened(page, address());
      const ran = await page.evaluate(() => {
        const script = document.createElement("script");
        script.textContent = "window.ran = true";
        document.body.append(script);
        return "ran" in window;
      });
      expect(ran).toBe(false);
    });
  });
}
