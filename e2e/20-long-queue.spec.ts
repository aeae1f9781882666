import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "@playwright/test";
import { file } from "./fixtures/archive.ts";
import { CMD, desk, MSBUILD, newAddress, newHost } from "./fixtures/desk.ts";
import { test } from "./pages/console.ts";
import { answering, press } from "./pages/hydrated.ts";

const NONSTANDARD = "MSBuild Connecting to Non-Standard Ports";
const YEARS = 2 * 365 * 86_400_000;

/** A host whose log is two years old: two builds that connect out. */
function oldServer() {
  const machine = desk(newHost("OLD"), Date.now() - YEARS);
  const shell = machine.known(CMD);
  const feed = newAddress();
  for (const project of ["one.sln", "two.sln"]) machine.connect(machine.start(shell, MSBUILD, `${MSBUILD} ${project}`), feed, 8081);
  return machine;
}

test("a rule that fills the queue is left out by one key, and comes back by its chip", async ({ page, console }) => {
  const machine = oldServer();
  await console.ingests.load(file(`${machine.host}.ndjson`, machine.ndjson()));
  await console.queue.open({ host: machine.host });
  await expect(console.queue.row(NONSTANDARD)).toHaveCount(2);
  const before = await console.queue.rows.count();
  await console.queue.row(NONSTANDARD).first().getByRole("link", { name: NONSTANDARD }).first().focus();
  await page.keyboard.press("Shift+I");
  await expect(console.queue.row(NONSTANDARD)).toHaveCount(0);
  await expect(console.queue.rows).toHaveCount(before - 2);
  await expect(page).toHaveURL(/[?&]not=rule%3A/);
  await page.reload();
  await expect(console.queue.rows).toHaveCount(before - 2);
  await page.getByRole("link", { name: `Remove the filter not rule: ${NONSTANDARD}` }).click();
  await expect(console.queue.rows).toHaveCount(before);

  // By mouse, and of a value.
  const cell = console.queue.rows.first().getByRole("link", { name: machine.host });
  await cell.hover();
  await page
    .getByRole("link", { name: `Leave out host ${machine.host}` })
    .first()
    .click();
  await expect(console.queue.row(machine.host)).toHaveCount(0);
  await expect(page.getByRole("link", { name: `Remove the filter not host: ${machine.host}` })).toBeVisible();
  await expect(page.getByRole("link", { name: `Remove the filter host: ${machine.host}` })).toHaveCount(0);
});

test("the preview of an exception counts what happened years ago, as saving does", async ({ page, console }) => {
  const machine = oldServer();
  await console.ingests.load(file(`${machine.host}.ndjson`, machine.ndjson()));
  await console.queue.open({ host: machine.host });
  await console.queue.follow(NONSTANDARD);
  await page.keyboard.press("e");
  await expect(console.exceptions.preview).toContainText("1 alert would go to Silenced");
  await console.exceptions.reason.fill("The package cache of that time");
  await expect(console.exceptions.save).toHaveText("Save and silence 1");
  await console.exceptions.save.click();
  await expect(console.exceptions.saved).toContainText("1 alert went to Silenced");
});

test("the rules of an exception are found while one types", async ({ page, console }) => {
  await console.exceptions.write();
  await press(page.getByRole("button", { name: "Choose rules" }));
  await page.getByRole("textbox", { name: "Find a rule" }).fill("non-standard");
  await page.getByRole("checkbox", { name: NONSTANDARD }).check();
  await page.keyboard.press("Escape");
  const chosen = page.getByRole("list", { name: "Rules" });
  await expect(chosen).toContainText(NONSTANDARD);
  await chosen.getByRole("button", { name: `Take out the rule ${NONSTANDARD}` }).click();
  await expect(chosen).not.toContainText(NONSTANDARD);
});

test("a folder of logs is loaded file by file, each under its path", async ({ page, console }) => {
  const machine = oldServer();
  const root = mkdtempSync(path.join(os.tmpdir(), "callout-case-"));
  try {
    const name = machine.host.toLowerCase();
    const folder = path.join(root, name);
    mkdirSync(path.join(folder, "day 1"), { recursive: true });
    writeFileSync(path.join(folder, "day 1", "sysmon.ndjson"), machine.ndjson());
    writeFileSync(path.join(folder, ".DS_Store"), "no log");
    writeFileSync(path.join(folder, "empty.evtx"), "");
    await console.ingests.open();
    const input = page.getByLabel("Folder of event files");
    await answering(input);
    await input.setInputFiles(folder);
    await expect(console.ingests.sending(`${name}/day 1/sysmon.ndjson`)).toContainText("Sent");
    await expect(page.getByRole("list", { name: "Uploads" }).getByRole("listitem")).toHaveCount(1);
    await console.ingests.follow(`${name}/day 1/sysmon.ndjson`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(`${name}/day 1/sysmon.ndjson`);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  // Its alerts are those of its time and host, not the whole queue.
  await console.ingests.count("Alerts").getByRole("link").click();
  await expect(console.queue.row(NONSTANDARD)).toHaveCount(2);
  await expect(console.queue.rows.filter({ hasNotText: machine.host })).toHaveCount(0);
  await console.queue.follow(NONSTANDARD);

  // The rule's page has a bar for that time, and the bar its alerts.
  await page.getByRole("link", { name: "Open the rule" }).click();
  const bars = page.locator("#alerts figure a");
  await expect(bars.first()).toBeVisible();
  await bars.first().click();
  await expect(console.queue.row(NONSTANDARD).first()).toBeVisible();
});
