import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "@playwright/test";
import { file } from "./fixtures/archive.ts";
import { desk, MSBUILD, newAddress, newHost } from "./fixtures/desk.ts";
import { test } from "./pages/console.ts";

/** The rule as its author publishes it, under an id and a name of this run's own, for one host of this run's own. */
function published(title: string, host: string) {
  const id = randomUUID();
  const text = readFileSync(path.join(import.meta.dirname, "fixtures", "msbuild-connection.toml"), "utf8")
    .replace(/^rule_id = .*$/m, `rule_id = "${id}"`)
    .replace(/^name = .*$/m, `name = "${title}"`)
    .replaceAll('process.name : "MSBuild.exe" and', `host.name : "${host}" and process.name : "MSBuild.exe" and`);
  return { id, title, name: `${title.toLowerCase().replaceAll(" ", "-")}.toml`, text };
}

test("a rule of Elastic's is imported as its file says, runs after an upload, and raises what it found", async ({ page, console }) => {
  test.setTimeout(420_000);
  const host = newHost("BLD");
  const rule = published(`${host} Build Engine Connects`, host);
  await console.rules.open(host);
  await console.rules.upload([file(rule.name, rule.text)]);
  await expect(console.rules.imported(rule.title)).toContainText("added");

  await console.rule.open(rule.id);
  await expect(console.rule.panel("schedule")).toContainText("Every 5 minutes, over the last 9 minutes, at most 100 alerts each time.");
  await expect(page.getByTitle("medium")).toBeVisible();
  for (const text of ["47", "winlogbeat-*, logs-endpoint.events.*, logs-windows.*"]) {
    await expect(console.rule.panel("facts")).toContainText(text);
  }
  await expect(console.rule.panel("threat").getByRole("link", { name: /T1127 Trusted Developer/ })).toHaveAttribute(
    "href",
    /attack\.t1127/,
  );
  await expect(console.rule.panel("guide")).toContainText("Which project file was built");
  await expect(console.rule.panel("guide").getByRole("link")).toHaveCount(0);

  const machine = desk(host);
  const agent = machine.known("C:\\agent\\Agent.Worker.exe");
  const build = machine.start(agent, MSBUILD, `${MSBUILD} app.sln`);
  machine.connect(build, newAddress(), 443);
  await console.ingests.load(file(`${host}.ndjson`, machine.ndjson()));

  // At once, or as soon as what was stored before has been read for the new rule.
  await expect(async () => {
    await console.rule.open(rule.id);
    await expect(console.rule.panel("alerts")).toContainText("1 open of 1", { timeout: 2_000 });
  }).toPass({ timeout: 150_000, intervals: [500] });
  // The upload asks for an execution, and the new schedule for its first: whichever comes first finds it, and only that one.
  await expect(
    console.rule.executions.filter({ hasText: /upload|schedule/ }).filter({ has: page.getByRole("cell", { name: "1", exact: true }) }),
  ).toHaveCount(1);
  await console.queue.open({ host });
  await expect(console.queue.row(rule.title)).toHaveCount(1);

  // Again by hand: the same events are nothing new.
  await console.rule.open(rule.id);
  await console.rule.runNow.click();
  const byHand = console.rule.executions.filter({ hasText: "by hand" }).first();
  await expect(byHand).toContainText("done", { timeout: 120_000 });
  await expect(console.rule.panel("alerts")).toContainText("1 open of 1");
});

test("a schedule is changed and taken back; a backtest tells what would have been found and raises nothing", async ({ page, console }) => {
  const host = newHost("BT");
  const rule = published(`${host} Build Engine Connects`, host);
  const machine = desk(host);
  const build = machine.start(machine.known("C:\\agent\\Agent.Worker.exe"), MSBUILD, `${MSBUILD} app.sln`);
  machine.connect(build, newAddress(), 443);
  await console.ingests.load(file(`${host}.ndjson`, machine.ndjson()));

  // After its events: it has never looked at them.
  await console.rules.open(host);
  await console.rules.upload([file(rule.name, rule.text)]);
  await console.rule.open(rule.id);
  await page.getByRole("button", { name: "Change the schedule" }).click();
  await page.getByLabel("Every", { exact: true }).fill("20");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "look back at least" })).toBeVisible();
  await page.getByLabel("Over the last", { exact: true }).fill("30");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(console.rule.panel("schedule")).toContainText("Every 20 minutes, over the last 30 minutes");
  await expect(console.rule.panel("schedule")).toContainText("Somebody set this here. Its file says: Every 5 minutes");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(console.rule.panel("schedule")).toContainText("Every 5 minutes, over the last 9 minutes");

  await page.getByRole("button", { name: "Backtest…" }).click();
  await page.getByRole("button", { name: "Start the backtest" }).click();
  const backtest = console.rule.panel("backtest");
  await expect(backtest).toContainText("1 finding", { timeout: 120_000 });
  await expect(backtest.getByRole("row").filter({ hasText: host })).toContainText(/MSBuild\.exe/i);
  await expect(console.rule.panel("alerts")).toContainText("It has not fired.");
});
