import { expect, test as base, type Page } from "@playwright/test";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

export function given(name: string, means: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: it names ${means}`);
  return value;
}

/** The address that `lab watch program.py --web` printed, token and all. */
export const liveAddress = (): string =>
  given("LAB_PAGE_URL", "the address that `lab watch tests/web/program.py --web` printed");

/** The file that `lab report` made of the same program. */
export const reportAddress = (): string =>
  pathToFileURL(resolve(given("LAB_REPORT", "the file that `lab report` made of tests/web/program.py"))).href;

/** Fails where the page says an error, or asks anything of anybody but its own server. */
export const test = base.extend<{ tolerated: RegExp; page: Page }>({
  /** What the console may say as an error. A server that has gone is told by the browser as well. */
  tolerated: [/^Failed to load resource/, { option: true }],
  page: async ({ page, tolerated }, use) => {
    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(error.message));
    page.on("dialog", (dialog) => {
      wrong.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("console", (message) => {
      if (message.type() === "error" && !tolerated.test(message.text())) wrong.push(message.text());
    });
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (!["file:", "data:", "blob:"].includes(url.protocol) && url.hostname !== "127.0.0.1")
        wrong.push(`asks ${request.url()}`);
    });
    await use(page);
    expect(wrong).toEqual([]);
  },
});
export { expect };

/** The number of the record under the cursor. */
export async function present(page: Page): Promise<number> {
  return Number(await page.locator("#slider").inputValue());
}

export async function last(page: Page): Promise<number> {
  return Number(await page.locator("#slider").getAttribute("max"));
}

/** Waits until some record is under the cursor. */
export async function opened(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await expect(page.locator("#slider")).toBeEnabled();
  await expect(page.locator("#explanation .sentence")).not.toBeEmpty();
}

/** Goes to a record by the slider. */
export async function slideTo(page: Page, n: number): Promise<void> {
  await page.locator("#slider").fill(String(n));
  await expect.poll(() => present(page)).toBeLessThanOrEqual(n);
  await expect(page.locator("#slider")).toHaveAttribute("aria-valuetext", /^record \d+ of/);
}

export async function toEnd(page: Page): Promise<void> {
  await page.keyboard.press("End");
  await expect.poll(async () => (await present(page)) === (await last(page))).toBe(true);
}

/** Goes to the program's first record, wherever the cursor was. */
export async function toBeginning(page: Page): Promise<void> {
  await toEnd(page);
  await page.keyboard.press("Home");
  await expect.poll(async () => (await present(page)) < (await last(page))).toBe(true);
}

/** Looks for the next record of a kind from the beginning. */
export async function jumpTo(page: Page, kind: string): Promise<void> {
  await toBeginning(page);
  await page.getByLabel("Kind of record to jump to").selectOption(kind);
  const before = await present(page);
  await page.getByRole("button", { name: "Next that fits" }).click();
  await expect.poll(() => present(page)).toBeGreaterThan(before);
}

export async function field(page: Page, name: string): Promise<string> {
  const fields = page.locator("#explanation details");
  if (!(await fields.evaluate((each: HTMLDetailsElement) => each.open)))
    await fields.locator("summary").click();
  return (await fields.locator(`dt:text-is("${name}") + dd`).textContent()) ?? "";
}
