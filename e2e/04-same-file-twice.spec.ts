import { expect } from "@playwright/test";
import { file, gzipped } from "./fixtures/archive.ts";
import { query } from "./fixtures/database.ts";
import { desk, MSBUILD, newAddress, newHost } from "./fixtures/desk.ts";
import { evtxOf } from "./fixtures/evtx.ts";
import { test } from "./pages/console.ts";

const NONSTANDARD = "MSBuild Connecting to Non-Standard Ports";

function newLog() {
  const machine = desk(newHost("TWICE"));
  const process = machine.start(machine.known("C:\\Windows\\explorer.exe"), MSBUILD, `${MSBUILD} a.csproj`);
  const address = newAddress();
  for (let beat = 0; beat < 3; beat++) machine.connect(process, address, 8443);
  return machine;
}

const stored = async (host: string): Promise<number> => {
  const [row] = await query<{ count: number }>(
    "SELECT count(*)::int AS count FROM event JOIN host ON host.id = event.host_id WHERE host.name = $1",
    [host],
  );
  return row?.count ?? 0;
};

test("the very same file changes nothing, and says so where one looks", async ({ page, console }) => {
  const log = newLog();
  const upload = file(`${log.host}.ndjson`, log.ndjson());
  await console.ingests.load(upload);
  await expect(console.ingests.count("Stored")).toHaveText("4");
  await expect(console.ingests.count("Alerts")).toHaveText("1");
  const first = page.url();

  await console.ingests.open();
  await console.ingests.choose([upload]);
  await expect(console.ingests.sending(upload.name)).toContainText("The very same file was loaded before: nothing changed.");
  await expect(console.ingests.row(upload.name).first()).toContainText("already loaded");
  await console.ingests.follow(upload.name);
  await expect(page).toHaveURL(first);
  await console.queue.open({ host: log.host });
  await expect(console.queue.row(NONSTANDARD)).toHaveCount(1);
  expect(await stored(log.host)).toBe(4);
});

test("the same events in another wrapping are all duplicates, and the alert keeps its count", async ({ console }) => {
  const log = newLog();
  await console.ingests.load(file(`${log.host}.ndjson`, log.ndjson()));
  await console.ingests.load(gzipped(file(`${log.host}.again.ndjson`, log.ndjson())));
  await expect(console.ingests.count("Stored")).toHaveText("0");
  await expect(console.ingests.count("Duplicates")).toHaveText("4");
  await expect(console.ingests.count("Alerts")).toHaveText("0");
  await console.ingests.load(file(`${log.host}.evtx`, evtxOf(log)));
  await expect(console.ingests.count("Stored")).toHaveText("0");
  await expect(console.ingests.count("Duplicates")).toHaveText("4");
  expect(await stored(log.host)).toBe(4);
  await console.queue.open({ host: log.host });
  await expect(console.queue.row(NONSTANDARD).locator("td").filter({ hasText: /^3$/ })).toHaveCount(1);
});

test("a longer log of the same channel adds only what is new", async ({ console }) => {
  const log = newLog();
  await console.ingests.load(file(`${log.host}.ndjson`, log.ndjson()));
  log.connect(log.known(MSBUILD), newAddress(), 9001);
  await console.ingests.load(file(`${log.host}.longer.ndjson`, log.ndjson()));
  await expect(console.ingests.count("Stored")).toHaveText("1");
  await expect(console.ingests.count("Duplicates")).toHaveText("4");
});
