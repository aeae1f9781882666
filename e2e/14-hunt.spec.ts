import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";
import { file } from "./fixtures/archive.ts";
import { desk, newAddress, newHost } from "./fixtures/desk.ts";
import { consoleOf, test } from "./pages/console.ts";

const LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** One host whose talker connects to five ports, for every story here. */
const machine = desk(newHost("HUNT"));
const address = newAddress();
const TALKER = `C:\\Temp\\talker "x"\\${machine.host}.exe`;
const onHost = `DeviceNetworkEvents\n| where DeviceName =~ "${machine.host}"`;

test.describe.configure({ timeout: 300_000 });

test.beforeAll(async ({ browser, session }) => {
  const page = await browser.newPage({ baseURL: process.env.BASE_URL ?? "", storageState: session });
  const talker = machine.start(machine.known("C:\\Windows\\explorer.exe"), TALKER, `${TALKER} --talk`);
  for (const port of [80, 443, 8080, 8443, 9000]) machine.connect(talker, address, port);
  await consoleOf(page).ingests.load(file(`${machine.host}.ndjson`, machine.ndjson()));
  await page.close();
});

async function isClean(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(LEVELS).disableRules(["region"]).analyze();
  expect.soft(violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
  await page.screenshot({ path: `${test.info().project.outputDir}/pictures/hunt-${name}.png` });
}

test("the editor completes what fits the place, and marks what is wrong where it is", async ({ page, console }) => {
  await console.hunt.open();
  await isClean(page, "start");
  await console.hunt.editor.click();
  await page.keyboard.type("DeviceNet");
  await expect(console.hunt.completions).toContainText("DeviceNetworkEvents");
  await page.keyboard.press("Enter");
  await page.keyboard.type("\n| wh");
  await expect(console.hunt.completions).toContainText("where");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ControlOrMeta+a");
  // Columns are those of the query by then: what a projection left, and what an extension made.
  await page.keyboard.insertText("DeviceNetworkEvents | project Where2 = RemoteIP | extend Long = strlen(Where2) | where ");
  await page.keyboard.type("L");
  await expect(console.hunt.completions).toContainText("Long");
  await expect(console.hunt.completions).not.toContainText("LocalPort");
  await isClean(page, "completion");
  await page.keyboard.press("Escape");
  await console.hunt.write("DeviceNetworkEvents\n| where RemotePrt == 443");
  await expect(console.hunt.problems).toHaveText("RemotePrt");
  await page.keyboard.press("F8");
  await expect(page.getByText("did you mean RemotePort").first()).toBeVisible();
  await isClean(page, "problem");
  await console.hunt.write("DeviceNetworkEvents\n| where RemotePort == 443");
  await expect(console.hunt.problems).toHaveCount(0);
});

test("a query runs, its rows are walked through by keys, and a cell narrows it", async ({ page, console }) => {
  await console.hunt.open();
  await console.hunt.run(
    `${onHost}\n| project Timestamp, DeviceName, RemoteIP, RemotePort, InitiatingProcessFolderPath\n| sort by RemotePort asc`,
  );
  await expect(console.hunt.rows).toHaveCount(5);
  await expect(console.hunt.status.first()).toContainText("5 rows in");
  await expect(console.hunt.cell(0, 2)).toContainText(address);
  await isClean(page, "rows");
  await console.hunt.cell(0, 3).click();
  await expect(console.hunt.panel).toContainText("RemotePort");
  await expect(console.hunt.panel).toContainText("80");
  await isClean(page, "row");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(console.hunt.panel).toContainText("443");
  // Out with the ports on 443, by key.
  await console.hunt.runBy(() => page.keyboard.press("-"));
  await expect(console.hunt.rows).toHaveCount(4);
  await expect.poll(console.hunt.text).toContain("| where RemotePort != 443");
  // Only this program, whose path has quotes and backslashes in it, by mouse.
  await console.hunt.cell(0, 4).click();
  const keep = console.hunt.panel.getByRole("button", { name: "Keep only rows with this InitiatingProcessFolderPath" });
  await console.hunt.runBy(() => keep.click());
  await expect(console.hunt.rows).toHaveCount(4);
  await expect(console.hunt.status.first()).toContainText("4 rows in");
  // Sorting within the result.
  await page.getByRole("button", { name: "RemotePort" }).click();
  await page.getByRole("button", { name: "RemotePort" }).click();
  await expect(console.hunt.cell(0, 3)).toHaveText("9000");
});

test("a row leads to its event, the event to its process chain and back to a hunt", async ({ page, console }) => {
  await console.hunt.open();
  await console.hunt.run(`${onHost} | where RemotePort == 8443`);
  await expect(console.hunt.rows).toHaveCount(1);
  await console.hunt.cell(0, 0).click();
  await console.hunt.panel.getByRole("link", { name: /UTC$/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText(machine.host);
  await expect(
    page
      .getByRole("treeitem")
      .filter({ hasText: `${machine.host}.exe` })
      .first(),
  ).toBeVisible();
  await isClean(page, "event");
  await page.getByRole("link", { name: "Hunt around it" }).click();
  await console.hunt.editor.waitFor();
  await expect.poll(console.hunt.text).toContain(machine.host);
  // A link never runs anything.
  await expect(page.getByText("Ask the store a question")).toBeVisible();
  await console.hunt.runBy(() => console.hunt.runButton.click());
  await expect(console.hunt.rows.first()).toBeVisible();
});

test("render draws, and what cannot be drawn says so", async ({ page, console }) => {
  await console.hunt.open();
  await console.hunt.run(
    `${onHost} | summarize Connections = count() by RemotePort = tostring(RemotePort) | render columnchart with (title="Ports")`,
  );
  await expect(page.getByRole("img", { name: /^Ports: Connections by RemotePort, one series/ })).toBeVisible();
  await isClean(page, "chart");
  await page.getByText("Table", { exact: true }).click();
  await expect(console.hunt.rows).toHaveCount(5);
  await console.hunt.run(`${onHost} | summarize count() by RemotePort | render treemap`);
  await expect(page.getByText(/does not draw a treemap/)).toBeVisible();
});

test("nothing found, wrong text and a cancelled run each say what to do", async ({ page, console }) => {
  await console.hunt.open();
  await console.hunt.run(`${onHost} | where RemotePort == 1`);
  await expect(console.hunt.status.first()).toContainText("No rows");
  await isClean(page, "none");
  await console.hunt.run(`${onHost} | where Nope == 1`);
  await expect(page.getByRole("alert").first()).toContainText(/no column.*Nope/i);
  await page.getByRole("button", { name: /^Go to line 2/ }).click();
  await expect(console.hunt.editor).toBeFocused();
  await console.hunt.write("range a from 1 to 30000000 step 1 | extend b = hash_sha256(tostring(a)) | summarize dcount(b)");
  await page.keyboard.press("ControlOrMeta+Enter");
  await expect(console.hunt.status.first()).toContainText(/events read|Waiting/, { timeout: 60_000 });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(console.hunt.runButton).toBeVisible({ timeout: 120_000 });
  await expect(console.hunt.status.first()).toContainText("Cancelled");
  // Also when it has hardly been asked.
  await page.keyboard.press("ControlOrMeta+Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(console.hunt.runButton).toBeVisible({ timeout: 120_000 });
  await expect(console.hunt.status.first()).toContainText("Cancelled");
});

test("a query is saved, found again, shared, changed and deleted with a way back", async ({ page, console, browser, session }) => {
  const name = `Talkers of ${machine.host}`;
  await console.hunt.open();
  await console.hunt.run(`${onHost} | take 2`);
  const shown = page.url();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await console.hunt.dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await console.hunt.dialog.getByLabel("Folder").fill("Stories/Network");
  await isClean(page, "save");
  await console.hunt.dialog.getByRole("button", { name: "Save", exact: true }).click();
  await expect(console.hunt.dialog).toBeHidden();
  await expect(page).toHaveURL(/saved=/);
  await page.getByRole("button", { name: "Tables and queries" }).click();
  await console.hunt.side.getByRole("tab", { name: "Saved" }).click();
  await expect(console.hunt.side).toContainText("Stories / Network");
  await isClean(page, "saved");
  await console.hunt.side.getByRole("tab", { name: "History" }).click();
  await expect(console.hunt.side.getByRole("button").filter({ hasText: "take 2" }).first()).toContainText("2 rows");

  // The address of a run shows query and result to whoever may sign in.
  const other = await browser.newPage({ baseURL: process.env.BASE_URL ?? "", storageState: session });
  await other.goto(shown);
  await expect(consoleOf(other).hunt.rows).toHaveCount(2);
  await expect.poll(consoleOf(other).hunt.text).toContain("take 2");
  await other.close();

  // Of a text that was never saved nor run, the address holds the text.
  await console.hunt.open();
  await console.hunt.write("print 'never run'");
  await page.getByRole("button", { name: "Share" }).click();
  await expect(page).toHaveURL(/\?q=[\w-]+/);
  await page.reload();
  await console.hunt.editor.waitFor();
  await expect.poll(console.hunt.text).toBe("print 'never run'");
  await expect(page.getByText("Ask the store a question")).toBeVisible();

  await page.getByRole("button", { name: "Tables and queries" }).click();
  await console.hunt.side.getByRole("tab", { name: "Saved" }).click();
  await console.hunt.side.getByRole("button", { name: `Delete ${name}` }).click();
  await expect(console.hunt.side.getByRole("button", { name: `Delete ${name}` })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(console.hunt.side.getByRole("button", { name: `Delete ${name}` })).toBeVisible();
});

test("a hunt becomes a scheduled detection", async ({ page, console }) => {
  const title = `Talker on ${machine.host}`;
  await console.hunt.open();
  await console.hunt.run(`${onHost} | where RemotePort == 9000`);
  await page.getByRole("button", { name: "Schedule" }).click();
  const { dialog } = console.hunt;
  await dialog.getByRole("textbox", { name: "Title of its alerts" }).fill(title);
  await dialog.getByLabel("Severity").selectOption("high");
  await expect(dialog.getByLabel("Host")).toHaveValue("DeviceName");
  await expect(dialog.getByLabel("Address")).toHaveValue("RemoteIP");
  await dialog.getByLabel("Looks back").selectOption("5m");
  await expect(dialog).toContainText("Events between two runs would be missed");
  await dialog.getByLabel("Looks back").selectOption("1d");
  await dialog.getByLabel("ATT&CK techniques").fill("T1071.001");
  await page.keyboard.press("Enter");
  await isClean(page, "schedule");
  await dialog.getByRole("button", { name: "Store the detection" }).click();
  await dialog.getByRole("link", { name: "Open the rule" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
  await expect(page.getByRole("main")).toContainText("attack.t1071.001");
  await expect(page.getByRole("list", { name: "Rule text" })).toContainText("queryFrequency: 1h");
});

test("EQL and Sigma run from the same page", async ({ page, console }) => {
  await console.hunt.open();
  await page.getByText("EQL", { exact: true }).click();
  await console.hunt.run(`network where host.name == "${machine.host.toLowerCase()}" or host.name == "${machine.host}"`);
  await expect(console.hunt.rows).toHaveCount(5);
  await page.getByText("Sigma", { exact: true }).click();
  await console.hunt.run(
    `title: Story\nlogsource:\n  product: windows\n  category: network_connection\ndetection:\n  selection:\n    DestinationIp: ${address}\n    DestinationPort: 443\n  condition: selection\n`,
  );
  await expect(console.hunt.rows).toHaveCount(1);
});

test("thousands of rows stay smooth, and the last is reached by one key", async ({ page, console }) => {
  await console.hunt.open();
  await console.hunt.run("range n from 1 to 10000 step 1 | extend Square = n * n, Name = strcat('row ', n)");
  await expect(page.getByText("10,000 rows", { exact: true })).toBeVisible({ timeout: 120_000 });
  // Only what is in sight is there.
  expect(await console.hunt.rows.count()).toBeLessThan(80);
  await console.hunt.cell(0, 0).click();
  await page.keyboard.press("ControlOrMeta+End");
  await expect(console.hunt.grid.locator("tr[data-row='9999']")).toContainText("row 10000");
});
