import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "@playwright/test";
import { file, gzipped, zipped } from "./fixtures/archive.ts";
import { desk, newHost, RUNDLL32 } from "./fixtures/desk.ts";
import { evtxOf } from "./fixtures/evtx.ts";
import { test } from "./pages/console.ts";

const OFFICE = `${newHost("DESK")}.corp.example`;
const BUILD = `${newHost("BLD")}.corp.example`;

/** A fixture whose host has a name of this run's own, so that the story can be told twice. */
function fixture(name: string, written: string, host: string) {
  const text = readFileSync(path.join(import.meta.dirname, "fixtures", name), "utf8");
  return file(`${host}.${name}`, text.replaceAll(written, host));
}

const NONSTANDARD = "MSBuild Connecting to Non-Standard Ports";

test.describe.configure({ mode: "serial" });

test("files of three kinds, dropped together, are read as one watches, and each has its report", async ({ page, console }) => {
  const shop = desk(newHost("SHOP"));
  const explorer = shop.known("C:\\Windows\\explorer.exe");
  shop.connect(shop.start(explorer, RUNDLL32, "rundll32.exe C:\\Users\\Public\\till.dll,Start"), "45.155.205.233", 443);
  const evtx = file(`${shop.host}.evtx`, evtxOf(shop));
  const ndjson = gzipped(fixture("office-intrusion.winlogbeat.ndjson", "WS-STORY-02.corp.example", OFFICE));
  const csv = await zipped(`${BUILD}.zip`, [fixture("build-agent.defender.csv", "bld-story-02.corp.example", BUILD)]);

  await console.ingests.open();
  await console.ingests.drop([evtx, ndjson, csv]);
  for (const { name } of [evtx, ndjson, csv])
    await expect(console.ingests.sending(name)).toContainText("Sent; how it goes is listed below.");
  // The rows count up by themselves: nobody reloads.
  await expect(console.ingests.row(evtx.name)).toContainText("evtx ·");
  await expect(console.ingests.row(evtx.name)).toContainText("done");
  await expect(console.ingests.row(ndjson.name)).toContainText("done");
  await expect(console.ingests.row(csv.name)).toContainText("done");

  await console.ingests.follow(ndjson.name);
  await expect(console.ingests.count("Records")).toHaveText("7");
  await expect(console.ingests.count("Stored")).toHaveText("7");
  await expect(console.ingests.count("Duplicates")).toHaveText("0");
  await expect(console.ingests.count("Faults")).toHaveText("0");
  await expect(console.ingests.count("First event")).toHaveText(/2026-11-03 09:00:00/);
  await expect(console.ingests.count("Last event")).toHaveText(/2026-11-03 09:02:30/);
  await expect(console.ingests.hosts).toContainText(OFFICE);

  await page.goBack();
  await console.ingests.row(csv.name).getByRole("link", { name: csv.name }).click();
  await expect(console.ingests.count("Stored")).toHaveText("2");
  await expect(console.ingests.hosts).toContainText(BUILD);

  await console.queue.open({ host: shop.host });
  await expect(console.queue.row("Rundll32 Connecting to a Public Address")).toContainText("45.155.205.233:443");
  await console.queue.open({ host: BUILD });
  await expect(console.queue.row("MSBuild Making Network Connections")).toContainText("13.107.246.40");
});

test("the queue shows the intrusion as one alert with its count, and opens it", async ({ console }) => {
  await console.queue.open({ host: OFFICE });
  const row = console.queue.row(NONSTANDARD);
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("MSBuild.exe");
  await expect(row).toContainText("quote.csproj");
  await expect(row).toContainText("lea.moor");
  await expect(row).toContainText(/Hetzner/i);
  await expect(row).toContainText("Open");
  await expect(row.getByRole("gridcell").or(row.locator("td")).filter({ hasText: /^3$/ })).toHaveCount(1);
  await console.queue.follow(NONSTANDARD);
});

test("the alert says what happened, why, from where and whereto", async ({ console }) => {
  await console.queue.open({ host: OFFICE });
  await console.queue.follow(NONSTANDARD);
  const { alert } = console;
  await expect(alert.summary).toContainText(/MSBuild\.exe/i);
  await expect(alert.summary).toContainText(OFFICE);

  await expect(alert.why.getByRole("row", { name: /Image/ }).first().locator("mark")).toHaveText(/\\MSBuild\.exe$/i);
  await expect(alert.why.getByRole("row", { name: /Image/ }).first()).toContainText(/line \d+/);

  for (const name of ["explorer.exe", "WINWORD.EXE", "cmd.exe", "MSBuild.exe"]) await expect(alert.process(name).first()).toBeVisible();
  const subject = alert.chain.getByRole("treeitem", { selected: true });
  await expect(subject).toContainText("MSBuild.exe");
  await expect(subject).toContainText("exact");
  await expect(alert.process(/^explorer\.exe/)).toContainText("stub");
  await subject.focus();
  await subject.press("ArrowRight");
  await subject.press("Enter");
  await expect(alert.process("whoami /groups")).toBeVisible();

  const first = alert.connection("+1.8 s");
  await expect(first).toContainText("95.217.228.176");
  await expect(first).toContainText("8443");
  await expect(first).toContainText("24940");
  await expect(first).toContainText(/Hetzner/i);
  await expect(first).toContainText(/Finland|Germany/);
  await expect(first).toContainText("out");
  await expect(alert.connection("2a01:4f9:c010:7f::1")).toContainText(/Hetzner/i);
  await expect(alert.connections.locator("tbody tr")).toHaveCount(3);

  const evidence = alert.panel("evidence");
  await expect(evidence).toContainText("3 events");
  await evidence.getByText("record 4").click();
  await expect(evidence.getByRole("row", { name: /^destination\.ip/ })).toContainText("95.217.228.176");
  await evidence.getByText("Record as it was read").click();
  await expect(evidence.locator("pre")).toContainText('"computer_name"');
});

test("take, note, verdict by two keys, undo by one, reopen: and the history knows it all", async ({ page, console }) => {
  await console.queue.open({ host: OFFICE });
  await console.queue.follow(NONSTANDARD);
  const { alert } = console;
  const id = alert.id();

  await page.keyboard.press("a");
  await expect(alert.strip).toContainText("In progress");
  await expect(alert.strip).toContainText("Ines Storey");

  await alert.writeNote("Project file in Temp, started by Word. Isolating the desk.");
  await expect(alert.notes).toContainText("Isolating the desk.");

  await page.locator("body").click({ position: { x: 2, y: 2 } });
  await alert.judge("t", "1");
  await expect(page.getByText("Closed 1 alert as true positive.")).toBeVisible();
  await alert.open(id);
  await expect(alert.strip).toContainText("Closed");
  await expect(alert.strip).toContainText("Malicious activity");

  await page.keyboard.press("z");
  await expect(alert.strip).toContainText("In progress");
  await expect(alert.strip).not.toContainText("Malicious activity");

  await alert.judge("b", "3");
  // Leaving before the server has answered would leave it open whether it was saved.
  await expect(page.getByText("Closed 1 alert as benign positive.")).toBeVisible();
  await alert.open(id);
  await expect(alert.strip).toContainText("Security test");
  await alert.button("Reopen").click();
  await expect(alert.strip).toContainText("Open");

  const history = alert.history.getByRole("listitem");
  await expect(history).not.toHaveCount(0);
  for (const said of [/took/i, /note/i, /true positive/i, /undid|undo|took back/i, /benign positive/i, /reopen/i])
    await expect(history.filter({ hasText: said }).first()).toContainText("Ines Storey");
});
