import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { TestInfo } from "@playwright/test";
import { expect, opened, reportAddress, test } from "./viewer";

type Values = { [name: string]: unknown };

/** The report with its values changed: the address of a file of its own. */
async function changed(
  info: TestInfo,
  run: (run: Values) => Values,
  rest = (html: string): string => html,
): Promise<string> {
  const html = await readFile(fileURLToPath(reportAddress()), "utf8");
  const text = html.replace(
    /(id="lab-run">)([^<]*)/,
    (_, start: string, json: string) =>
      start + JSON.stringify(run(JSON.parse(json) as Values)).replace(/</g, "\\u003c"),
  );
  expect(text).not.toBe(html);
  const file = info.outputPath("changed.html");
  await writeFile(file, rest(text));
  return pathToFileURL(file).href;
}

const NOTHING: Values = {
  count: 0,
  records: 0,
  pages: [],
  threads: [],
  sources: [],
  objects: [],
  kinds: [],
  lanes: [],
  outputs: [],
  checks: [],
  claims: [],
  result: null,
  first_own: null,
};

test("an empty log is said to be empty, and each panel says what would be there", async ({ page }, info) => {
  await page.goto(await changed(info, (run) => ({ ...run, ...NOTHING })));
  await expect(page.locator("#explanation")).toContainText("The log is empty");
  await expect(page.locator("#slider")).toBeDisabled();
  for (const panel of await page.locator(".panel:visible").all())
    await expect(panel.locator(".hint:visible").first()).not.toBeEmpty();
  await expect(page.locator("#generations code")).toContainText("--watch");
  for (const key of ["ArrowRight", "Home", "End", "n", " ", "0", "+", "w"]) await page.keyboard.press(key);
  await expect(page.locator("#explanation")).toContainText("The log is empty");
});

test("a log without sources, objects and lanes can be stepped through", async ({ page }, info) => {
  const { count, records, pages, kinds, ...without } = NOTHING;
  await opened(page, await changed(info, (run) => ({ ...run, ...without })));
  const before = await page.locator("#slider").inputValue();
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("#slider")).not.toHaveValue(before);
  await expect(page.locator("#source .hint")).toBeVisible();
});

test("a report that lacks a page says which, and the rest can be looked at", async ({ page }, info) => {
  await page.goto(
    await changed(
      info,
      (run) => ({ ...run, first_own: 0 }),
      (html) => html.replace('id="lab-page-0"', 'id="gone"'),
    ),
  );
  await expect(page.locator(".status")).toContainText("lacks its page 0");
  await page.keyboard.press("End");
  await expect(page.locator("#explanation .sentence")).not.toBeEmpty();
});

test("a page of the report that is damaged is said to be", async ({ page }, info) => {
  await page.goto(
    await changed(
      info,
      (run) => ({ ...run, first_own: 0 }),
      (html) => html.replace(/(id="lab-page-0">\s*)[\s\S]{40}/, "$1AAAA"),
    ),
  );
  await expect(page.locator(".status")).toContainText("could not be read");
});

test("values of another version are not taken for ours", async ({ page }, info) => {
  await page.goto(await changed(info, (run) => ({ ...run, version: 2 })));
  await expect(page.locator(".status")).toContainText("version 2");
});

test("checks are pending until the record that decides them", async ({ page }, info) => {
  const check = {
    operator: "equal",
    expected: "3",
    observed: "2",
    why: "two `names`",
    hint: "count them",
    points: 1,
  };
  const checks = [
    { ...check, name: "early", status: "passed", n: 1 },
    { ...check, name: "late", status: "failed", n: 1e6 },
    { ...check, name: "never", status: "not-observed", n: null },
  ];
  await opened(page, await changed(info, (run) => ({ ...run, checks })));
  await expect(page.locator("#checks li")).toHaveClass(["passed", "pending", "pending"]);
  await expect(page.locator("#checks .aside")).toHaveText("1 of 3 decided");
});

test("an answer that is wrong is told with what was expected, why and a hint", async ({ page }, info) => {
  const checks = [
    {
      name: "slots",
      status: "failed",
      operator: "equal",
      expected: "16",
      observed: "8",
      why: "It had `5` entries.",
      hint: "Add one.",
      points: 2,
      n: 0,
    },
  ];
  await opened(page, await changed(info, (run) => ({ ...run, checks })));
  await expect(page.locator("#checks li.failed")).toContainText("observed 8 expected 16");
  await expect(page.locator("#checks li.failed")).toContainText("Hint: Add one.");
  await page.getByRole("button", { name: "Go to the record that decides" }).click();
  await expect(page.locator("#slider")).toHaveValue("0");
});
