import { gzipSync } from "node:zlib";
import { expect, type Page } from "@playwright/test";
import { test } from "./pages/console.ts";

/** A first visit on a slow line is to take no longer than reading the queue; 137 kB of it are React and Next. */
const MOST_BYTES = 200 * 1024;
/** The editor of queries comes once the page is there, and is kept by the browser from then on. */
const MOST_EDITOR_BYTES = 150 * 1024;

interface Script {
  readonly name: string;
  readonly bytes: number;
  /** The page itself names it; the others are fetched by it. */
  readonly isNamed: boolean;
}

async function scriptsOf(page: Page, address: string): Promise<readonly Script[]> {
  const scripts: Promise<{ readonly name: string; readonly bytes: number }>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    scripts.push(response.body().then((body) => ({ name: new URL(response.url()).pathname, bytes: gzipSync(body).byteLength })));
  });
  const html = (await (await page.goto(address))?.text()) ?? "";
  await page.waitForLoadState("networkidle");
  return (await Promise.all(scripts)).map((script) => ({ ...script, isNamed: html.includes(script.name) }));
}

const sum = (scripts: readonly Script[]): number => scripts.reduce((total, { bytes }) => total + bytes, 0);

for (const address of ["/alerts", "/rules", "/exceptions", "/exceptions/new", "/ingests", "/lists", "/settings/tokens"])
  test(`${address} is there after at most 200 kB of JavaScript`, async ({ page }) => {
    const scripts = await scriptsOf(page, address);
    test.info().annotations.push({ type: `JavaScript of ${address}, bytes gzipped`, description: String(sum(scripts)) });
    expect(scripts.length).toBeGreaterThan(5);
    expect(sum(scripts), JSON.stringify(scripts)).toBeLessThanOrEqual(MOST_BYTES);
  });

test("the hunt page is there after at most 200 kB of JavaScript, and its editor after 150 more", async ({ page }) => {
  const scripts = await scriptsOf(page, "/hunt");
  await expect(page.getByRole("textbox", { name: "Query" })).toBeVisible();
  const named = scripts.filter(({ isNamed }) => isNamed);
  test
    .info()
    .annotations.push({ type: "JavaScript of /hunt, bytes gzipped", description: `${sum(named)} and ${sum(scripts) - sum(named)}` });
  expect(named.length).toBeGreaterThan(5);
  expect(sum(named), JSON.stringify(named)).toBeLessThanOrEqual(MOST_BYTES);
  expect(sum(scripts) - sum(named), JSON.stringify(scripts)).toBeLessThanOrEqual(MOST_EDITOR_BYTES);
});
