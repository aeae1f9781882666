import { gzipSync } from "node:zlib";
import { expect } from "@playwright/test";
import { test } from "./pages/console.ts";

/** DESIGN.md's goal; 137 kB of it are React and Next. */
const MOST_BYTES = 200 * 1024;

test("the queue is there after at most 200 kB of JavaScript", async ({ page }) => {
  const scripts: Promise<{ readonly name: string; readonly bytes: number }>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    scripts.push(response.body().then((body) => ({ name: new URL(response.url()).pathname, bytes: gzipSync(body).byteLength })));
  });
  await page.goto("/alerts");
  await page.waitForLoadState("networkidle");
  const sizes = await Promise.all(scripts);
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  test.info().annotations.push({ type: "JavaScript of /alerts, bytes gzipped", description: String(total) });
  expect(sizes.length).toBeGreaterThan(5);
  expect(total, JSON.stringify(sizes)).toBeLessThanOrEqual(MOST_BYTES);
});
