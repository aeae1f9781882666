import { randomUUID } from "node:crypto";
import { expect } from "@playwright/test";
import { file } from "./fixtures/archive.ts";
import { desk, MSBUILD, newAddress, newHost } from "./fixtures/desk.ts";
import { install } from "./fixtures/installation.ts";
import { ANALYST, consoleOf, stranger } from "./pages/console.ts";

const PROCESSES = 20;
/** Several batches of 4,000: time enough to kill the worker in the middle of one. */
const EVENTS = 30_000;

/** Connections of a few processes in turn: every batch has findings for every alert. */
function longLog() {
  const machine = desk(newHost("KILL"));
  const agent = machine.known("C:\\agent\\Agent.Worker.exe");
  const builds = Array.from({ length: PROCESSES }, (_, index) => machine.start(agent, MSBUILD, `${MSBUILD} ${index}.sln`));
  const address = newAddress();
  while (machine.records.length < EVENTS) {
    for (const build of builds) machine.connect(build, address, 8081);
  }
  return machine;
}

stranger("a worker killed in the middle of a file is followed by another, and nothing is lost or doubled", async ({ browser }) => {
  stranger.setTimeout(600_000);
  const log = longLog();
  const connections = log.records.length - PROCESSES;
  const own = await install(`killed_${randomUUID().slice(0, 8)}`);
  try {
    const page = await browser.newPage({ baseURL: own.address });
    const console = consoleOf(page);
    await console.setup.open(own.setupToken);
    await console.setup.fill(ANALYST);
    await console.setup.create.click();
    await expect(page).toHaveURL(/\/alerts$/);

    await console.ingests.open();
    const upload = file(`${log.host}.ndjson`, log.ndjson());
    await console.ingests.choose([upload]);
    const stored = async () => (await own.query<{ stored: number }>("SELECT count(*)::int AS stored FROM event"))[0]?.stored ?? 0;
    await expect.poll(stored, { timeout: 120_000, intervals: [20] }).toBeGreaterThan(0);
    await own.killWorker();
    expect(await stored()).toBeLessThan(log.records.length);
    own.startWorker();
    await expect(console.ingests.row(upload.name)).toContainText("done", { timeout: 450_000 });
    await console.ingests.follow(upload.name);

    const all = log.records.length.toLocaleString("en");
    await expect(console.ingests.count("Records")).toHaveText(all);
    await expect(console.ingests.count("Stored")).toHaveText(all);
    await expect(console.ingests.count("Duplicates")).toHaveText("0");
    await expect(console.ingests.count("Faults")).toHaveText("0");
    await expect(console.ingests.count("Findings")).toHaveText(connections.toLocaleString("en"));
    await expect(console.ingests.count("Alerts")).toHaveText(String(PROCESSES));
    expect(await stored()).toBe(log.records.length);

    await console.queue.open({ host: log.host });
    await expect(console.queue.rows).toHaveCount(PROCESSES);
    const each = (connections / PROCESSES).toLocaleString("en");
    for (const row of await console.queue.rows.all()) await expect(row.locator("td").getByText(each, { exact: true })).toHaveCount(1);
    expect(await own.query("SELECT count(*)::int AS pieces, count(DISTINCT event_id)::int AS events FROM alert_evidence")).toEqual([
      { pieces: connections, events: connections },
    ]);
  } finally {
    await own.stop();
  }
});
