import path from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { file } from "./fixtures/archive.ts";
import { desk, MSBUILD, newAddress, newHost } from "./fixtures/desk.ts";
import { consoleOf, stranger, test } from "./pages/console.ts";

const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDE = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** A 1280 px page at 400 %: WCAG 1.4.10. */
const NARROWEST = { width: 320, height: 640 };

/** Every kind of page, by a name for its picture; filled before the first story. */
const pages = new Map<string, string>();

/** Times and skeletons settle before anything is judged. */
async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
  await expect(page.locator("[aria-busy=true]").or(page.getByLabel("Computing"))).toHaveCount(0);
}

test.describe("signed in", () => {
  // Something to show on every page.
  test.beforeAll(async ({ browser, session }) => {
    test.setTimeout(300_000);
    const page = await browser.newPage({ baseURL: process.env.BASE_URL ?? "", storageState: session });
    const console = consoleOf(page);
    const machine = desk(newHost("AXE"));
    const agent = machine.start(machine.known("C:\\Windows\\services.exe"), "C:\\agent\\Agent.Worker.exe", "Agent.Worker.exe");
    const build = machine.start(agent, MSBUILD, `${MSBUILD} C:\\src\\${"long-folder-name\\".repeat(30)}portal.sln`);
    for (const port of [443, 8081]) machine.connect(build, newAddress(), port);
    machine.connect(build, "2001:67c:2e8:22::c100:68b", 9000);
    await console.ingests.load(file(`${machine.host}.ndjson`, `${machine.ndjson()}{broken\n`));
    pages.set("ingest", page.url());
    await console.queue.open({ host: machine.host });
    await console.queue.follow("MSBuild Connecting to Non-Standard Ports");
    const id = console.alert.id();
    pages.set("alert", `/alerts/${id}`);
    pages.set("exception-form", `/exceptions/new?alert=${id}`);
    await page.keyboard.press("e");
    await console.exceptions.reason.fill("Built by the story");
    await expect(console.exceptions.save).toHaveText(/Save and silence [1-9]/);
    await console.exceptions.save.click();
    await expect(console.exceptions.saved).toBeVisible();
    pages.set("exception", new URL(page.url()).pathname);
    await console.rules.open("MSBuild Making");
    pages.set("rule", (await console.rules.row("MSBuild Making Network Connections").getByRole("link").first().getAttribute("href")) ?? "");
    for (const [name, address] of [
      ["queue", "/alerts"],
      ["silenced", "/alerts?status=silenced"],
      ["queue-empty", "/alerts?host=nobody-has-this-name"],
      ["exceptions", "/exceptions"],
      ["exception-from-scratch", "/exceptions/new"],
      ["rules", "/rules"],
      ["hunt", "/hunt"],
      ["lists", "/lists"],
      ["ingests", "/ingests"],
      ["tokens", "/settings/tokens"],
      ["no-such-alert", "/alerts/00000000-0000-4000-8000-000000000000"],
      ["no-such-ingest", "/ingests/00000000-0000-4000-8000-000000000000"],
      ["no-such-page", "/nowhere"],
    ] as const)
      pages.set(name, address);
    await page.close();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    test(`no page breaks a rule of accessibility, ${colorScheme}`, async ({ page }) => {
      test.setTimeout(480_000);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      for (const [name, address] of pages) {
        await visit(page, address);
        // What is wrong whatever the colours is said once.
        const axe = new AxeBuilder({ page });
        const { violations } = await (colorScheme === "light" ? axe.withTags(LEVELS) : axe.withRules(["color-contrast"])).analyze();
        const found = violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map(({ target }) => target.join(" ")).join(" | ")}`);
        expect.soft(found).toEqual([]);
        await page.screenshot({ path: picture(`${name}-${colorScheme}`), fullPage: true });
      }
    });
  }

  test("nothing scrolls sideways at 320 pixels, and pages read well on a phone", async ({ page }) => {
    test.setTimeout(360_000);
    for (const [name, address] of pages) {
      await page.setViewportSize(PHONE);
      await visit(page, address);
      await page.screenshot({ path: picture(`${name}-phone`), fullPage: true });
      await page.setViewportSize(NARROWEST);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect.soft({ name, overflow }).toEqual({ name, overflow: 0 });
    }
    await page.setViewportSize(WIDE);
  });

  test("the cheat sheet, a menu and a verdict being given are accessible too", async ({ page, console }) => {
    await console.alert.open((pages.get("alert") ?? "").replace("/alerts/", ""));
    await page.keyboard.press("f");
    await expect(page.getByRole("group", { name: /^Why / })).toBeVisible();
    await isClean(page, "verdict");
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toBeVisible();
    await isClean(page, "cheat-sheet");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: /^Account and appearance/ }).click();
    await expect(page.getByRole("menu")).toBeVisible();
    await isClean(page, "menu");
  });
});

stranger("signing in and a closed link are accessible", async ({ page }) => {
  const { signIn, setup } = consoleOf(page);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await signIn.open();
    await isClean(page, `sign-in-${colorScheme}`);
    await setup.open("closed");
    await isClean(page, `setup-${colorScheme}`);
  }
});

async function isClean(page: Page, name: string): Promise<void> {
  // Menus and dialogs stand beside the landmarks by their nature.
  const { violations } = await new AxeBuilder({ page }).withTags(LEVELS).disableRules(["region"]).analyze();
  expect.soft(violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
  await page.screenshot({ path: picture(name) });
}

/** For looking at, beside the traces; never committed. */
function picture(name: string): string {
  return path.join(test.info().project.outputDir, "pictures", `${name}.png`);
}
