import AxeBuilder from "@axe-core/playwright";
import { expect, jumpTo, opened, present, reportAddress, test, toEnd } from "./viewer";
import type { Page } from "@playwright/test";

/** What axe finds on the page, or in a part of it where only that is new: a look takes seconds. */
async function faults(page: Page, part?: string): Promise<string[]> {
  // Our page has no frames: axe need not open a page of its own to put their results together.
  const axe = new AxeBuilder({ page }).setLegacyMode();
  const { violations } = await (part ? axe.include(part) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [360, 1024, 2560]) {
    test.describe(`${colorScheme} at ${width} pixels`, () => {
      test.use({ colorScheme, viewport: { width, height: 800 } });
      test("has no serious fault", async ({ page }) => {
        await opened(page, reportAddress());
        await jumpTo(page, "resize of a dict");
        await page.locator("#explanation summary").click();
        await page.locator(".in-memory summary").click();
        expect(await faults(page)).toEqual([]);
        for (const tab of await page.getByRole("tab").all()) {
          await tab.click();
          expect(await faults(page, "#objects")).toEqual([]);
        }
        await toEnd(page);
        expect(await faults(page)).toEqual([]);
        await page.keyboard.press("?");
        await expect(page.getByRole("dialog")).toBeVisible();
        expect(await faults(page, "[role=dialog], dialog")).toEqual([]);
      });
    });
  }
}

test("a fault is found where there is one", async ({ page }) => {
  await opened(page, reportAddress());
  await page.evaluate(() => {
    const faint = document.createElement("p");
    faint.textContent = "too faint to be read";
    faint.style.color = "#ddd";
    faint.style.background = "#fff";
    document.querySelector("#explanation .body")!.append(faint);
  });
  expect((await faults(page, "#explanation")).join()).toContain("color-contrast");
});

test("every control is reached by Tab alone, and shows that it is", async ({ page }) => {
  await opened(page, reportAddress());
  const wanted = await page.locator("button:visible, select:visible, input:visible, summary:visible").count();
  const reached = new Set<string>();
  for (let i = 0; i < wanted + 60; ++i) {
    await page.keyboard.press("Tab");
    const [name, outline] = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const place = [...document.querySelectorAll("*")].indexOf(element);
      return [
        element === document.body ? "" : `${element.tagName} ${place}`,
        getComputedStyle(element).outlineStyle,
      ];
    });
    if (!name) continue;
    reached.add(name!);
    expect(outline).not.toBe("none");
  }
  // Of the tabs of objects only the chosen one is a stop; arrows lead to the others.
  const tabs = await page.getByRole("tab").count();
  const controls = [...reached].filter((name) => /^(BUTTON|SELECT|INPUT|SUMMARY)/.test(name));
  expect(controls.length).toBeGreaterThanOrEqual(wanted - Math.max(0, tabs - 1));
});

test("the sentence of the record is read out after a step", async ({ page }) => {
  await opened(page, reportAddress());
  await jumpTo(page, "resize of a dict");
  const sentence = (await page.locator("#explanation .sentence").textContent())!;
  await expect(page.locator("#heard")).toContainText(sentence);
});

test("letters are no keys once that is switched off, nor where somebody writes", async ({ page }) => {
  await opened(page, reportAddress());
  const before = await present(page);
  await page.getByLabel("Text to find").fill("squares");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.type("n9?");
  expect(await present(page)).toBe(before);
  await page.getByRole("button", { name: "Keys" }).click();
  await page.getByLabel("single letters").uncheck();
  await page.getByRole("button", { name: "Close", exact: true }).click();
  await page.locator("#output pre, #source .lines").first().focus();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog")).toBeHidden();
});

test.describe("for who wants no motion", () => {
  test.use({ contextOptions: { reducedMotion: "reduce" } });
  test("objects do not fly and a probe is there at once", async ({ page }) => {
    await opened(page, reportAddress());
    await jumpTo(page, "gc.stop");
    await expect(page.locator(".flying")).toHaveCount(0);
    await toEnd(page);
    await page.getByRole("tab", { name: /squares/ }).click();
    await page.getByRole("button", { name: "Show how 5 is found" }).click();
    expect(await page.locator(".dict .slot.found").count()).toBe(1);
  });
});
