import { expect } from "@playwright/test";
import { file } from "./fixtures/archive.ts";
import { query } from "./fixtures/database.ts";
import { type Desk, desk, MSBUILD, newAddress, newHost } from "./fixtures/desk.ts";
import { type Console, test } from "./pages/console.ts";

const NONSTANDARD = "MSBuild Connecting to Non-Standard Ports";
const BUILD = `${MSBUILD} C:\\src\\portal.sln /m`;

/** A build that talks to the package cache; each call to `build` is a process of its own. */
function buildServer() {
  const machine = desk(newHost("BLD"));
  const agent = machine.known("C:\\agent\\Agent.Worker.exe");
  const build = (commandLine = BUILD) => machine.start(agent, MSBUILD, commandLine);
  return { ...machine, build, feed: newAddress(), other: newAddress() };
}

async function load(console: Console, { host, ndjson }: Desk, part: string): Promise<void> {
  await console.ingests.load(file(`${host}.${part}.ndjson`, ndjson()));
}

async function openAlert(console: Console, host: string): Promise<string> {
  await console.queue.open({ host });
  await console.queue.follow(NONSTANDARD);
  return console.alert.id();
}

test("from the alert by e: what saving would do, save, and the alert is in Silenced; what arrives later arrives there", async ({
  page,
  console,
}) => {
  const server = buildServer();
  const first = server.build();
  server.connect(first, server.feed, 8081);
  server.connect(first, server.feed, 8081);
  const second = server.build();
  server.connect(second, server.feed, 8081);
  await load(console, server, "monday");
  await console.queue.open({ host: server.host });
  await expect(console.queue.row(NONSTANDARD)).toHaveCount(2);
  await console.queue.follow(NONSTANDARD);

  const { exceptions } = console;
  await page.keyboard.press("e");
  await expect(exceptions.proposal(/^This command line to/)).toBeChecked();
  await expect(exceptions.condition(1)).toContainText("Command line");
  await expect(exceptions.value("Destination address")).toHaveValue(server.feed);
  await expect(exceptions.preview).toContainText("2 alerts would go to Silenced");
  await expect(exceptions.preview).toContainText("It matches the alert it is written for.");
  await exceptions.reason.fill("The package cache of the build farm");
  await expect(exceptions.save).toHaveText("Save and silence 2");
  await exceptions.save.click();
  await expect(exceptions.saved).toContainText("2 alerts went to Silenced");

  await console.queue.open({ host: server.host });
  await expect(console.queue.rows).toHaveCount(0);
  await expect(console.queue.tab("Silenced")).toContainText("2");
  await console.queue.open({ host: server.host, status: "silenced" });
  await expect(console.queue.row(NONSTANDARD)).toHaveCount(2);

  server.connect(server.build(), server.feed, 8081);
  await load(console, server, "tuesday");
  await expect(console.ingests.count("Findings")).toHaveText("1");
  await console.queue.open({ host: server.host });
  await expect(console.queue.rows).toHaveCount(0);
  await console.queue.open({ host: server.host, status: "silenced" });
  await expect(console.queue.row(NONSTANDARD)).toHaveCount(3);
  await console.queue.follow(NONSTANDARD);
  await expect(console.alert.panel("exceptions")).toContainText("EX-");
});

test("one connection that does not match keeps its alert in the queue, with what is silenced beside the count", async ({
  page,
  console,
}) => {
  const server = buildServer();
  const process = server.build();
  server.connect(process, server.feed, 8081);
  server.connect(process, server.feed, 8081);
  await load(console, server, "quiet");
  await openAlert(console, server.host);
  await page.keyboard.press("e");
  await console.exceptions.proposal(/^Anything of this rule to/).check();
  await console.exceptions.reason.fill("The package cache of the build farm");
  await console.exceptions.value("Destination address").fill(`${server.feed}/32`);
  await expect(console.exceptions.save).toHaveText(/Save and silence [1-9]/);
  await console.exceptions.save.click();
  await expect(console.exceptions.saved).toBeVisible();
  await console.queue.open({ host: server.host });
  await expect(console.queue.rows).toHaveCount(0);

  server.connect(process, server.other, 4444);
  await load(console, server, "loud");
  await console.queue.open({ host: server.host });
  const row = console.queue.row(NONSTANDARD);
  await expect(row).toHaveCount(1);
  await expect(row).toContainText("1 +2");
  await console.queue.follow(NONSTANDARD);
  await expect(console.alert.panel("evidence")).toContainText(/silenced by EX-\d+/);
  await console.exceptions.open();
  await console.exceptions.row(`Anything of this rule to ${server.feed}`).first().getByRole("link").first().click();
  await console.exceptions.remove();
  await expect(page.getByText("removed", { exact: true })).toBeVisible();
});

test("removing an exception brings its alerts back, and undo takes the removal back", async ({ page, console }) => {
  const server = buildServer();
  server.connect(server.build(), server.feed, 9100);
  await load(console, server, "only");
  const id = await openAlert(console, server.host);
  await page.keyboard.press("e");
  await console.exceptions.reason.fill("Printers of the build farm");
  await expect(console.exceptions.save).toHaveText(/Save and silence [1-9]/);
  await console.exceptions.save.click();
  await expect(console.exceptions.saved).toBeVisible();

  await console.exceptions.remove();
  await expect(page.getByText(/Removed; back in the queue: 1 alert/)).toBeVisible();
  await console.alert.open(id);
  await expect(console.alert.strip).toContainText("Open");
  await page.goBack();
  await console.exceptions.undo();
  await expect(page.getByText(/Taken back:/)).toBeVisible();
  await console.alert.open(id);
  await expect(console.alert.strip).toContainText("Silenced");
  await expect(console.alert.history).toContainText(/silenced by EX-/);
});

test("a draft that misses its own alert is refused, and says which condition failed on what", async ({ page, console }) => {
  const server = buildServer();
  server.connect(server.build(), server.feed, 8081);
  await load(console, server, "refused");
  await openAlert(console, server.host);
  await page.keyboard.press("e");
  await console.exceptions.value("Destination address").fill("198.51.100.0/24");
  await expect(
    page.getByText(/Cannot be saved: It does not match the alert it was written for: destination\.ip of its evidence has/),
  ).toContainText(server.feed);
  await expect(console.exceptions.save).toBeDisabled();
  await console.exceptions.value("Destination address").fill(server.feed);
  await expect(console.exceptions.save).toBeEnabled();
  // A host part that is not part of the block means another block than the analyst thinks.
  await console.exceptions.value("Destination address").fill(`${server.feed}/24`);
  await expect(page.getByRole("alert").filter({ hasText: "Cannot be saved" })).toBeVisible();
});

test("command line and address together silence only what has both", async ({ page, console }) => {
  const server = buildServer();
  server.connect(server.build(), server.feed, 8081);
  server.connect(server.build(), server.other, 8081);
  server.connect(server.build(`${MSBUILD} C:\\Users\\Public\\x.csproj`), server.feed, 8081);
  await load(console, server, "both");
  await console.queue.open({ host: server.host, destination: server.feed, q: "portal.sln" });
  await console.queue.follow(NONSTANDARD);
  await page.keyboard.press("e");
  await console.exceptions.proposal(/^This command line to/).check();
  await console.exceptions.condition(2).getByLabel("Field").selectOption({ label: "Destination address (destination.ip)" });
  await console.exceptions.addCondition.click();
  await console.exceptions.condition(3).getByLabel("Field").selectOption({ label: "Host (host.name)" });
  await console.exceptions.value("Host").fill(server.host);
  await console.exceptions.reason.fill("The package cache of the build farm");
  await expect(console.exceptions.save).toHaveText("Save and silence 1");
  await console.exceptions.save.click();
  await expect(console.exceptions.saved).toBeVisible();
  await console.queue.open({ host: server.host });
  await expect(console.queue.row(NONSTANDARD)).toHaveCount(2);
  await expect(console.queue.rows.filter({ hasText: server.other })).toHaveCount(1);
  await expect(console.queue.rows.filter({ hasText: "x.csproj" })).toHaveCount(1);
});

test("an exception for every rule, until it expires: then everything is back by itself", async ({ page, console }) => {
  test.setTimeout(420_000);
  const server = buildServer();
  const process = server.build();
  server.connect(process, server.feed, 8081);
  server.connect(process, server.feed, 443);
  await load(console, server, "expiry");
  await console.queue.open({ host: server.host });
  await expect(console.queue.rows).toHaveCount(2);

  await console.exceptions.write();
  await console.exceptions.condition(1).getByLabel("Field").selectOption({ label: "Host (host.name)" });
  await console.exceptions.value("Host").fill(server.host.toLowerCase());
  await console.exceptions.everyRule.click();
  await page.getByLabel("Ends after").selectOption("8 hours");
  const title = `Maintenance of ${server.host}`;
  await console.exceptions.title.fill(title);
  await console.exceptions.reason.fill("Reinstalled today");
  await expect(page.getByText("It applies to every rule")).toBeVisible();
  await expect(console.exceptions.save).toHaveText("Save and silence 2");
  await console.exceptions.save.click();
  await expect(console.exceptions.saved).toBeVisible();
  await console.queue.open({ host: server.host });
  await expect(console.queue.rows).toHaveCount(0);

  // Eight hours pass at once; the worker looks every minute.
  await query("UPDATE exception SET expires_at = now() WHERE title = $1", [title]);
  await expect
    .poll(() => query("SELECT status FROM exception WHERE title = $1", [title]), { timeout: 240_000, intervals: [1_000] })
    .toEqual([{ status: "expired" }]);
  await console.queue.open({ host: server.host });
  await expect(console.queue.rows).toHaveCount(2);
  await console.exceptions.open("expired");
  await expect(console.exceptions.row(title)).toContainText("expired");
});
