import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { normalise } from "#core/normalise/normalise";
import { ensureHosts } from "#features/event/host/mutations";
import { ensurePartitions, insertEvents } from "#features/event/mutations";
import type { NewEvent } from "#features/event/types";
import { disconnect, pool } from "#lib/db/client";
import { queryStore } from "#lib/hunt/query-store";
import { closeThreads } from "#lib/hunt/threads";
import { migrate } from "../../scripts/migrate.mjs";
import { HUNT_END, huntEvents } from "./hunt-events.ts";
import { HUNT_QUERIES } from "./hunt-queries.ts";
import { median } from "./measure.ts";
import { ownDatabase } from "./own-database.ts";

/** `hunt.ts --events N [--use URL]`: fills a database of its own (or the empty or filled one of a URL) with thirty days of events and times queries over them. */
const { values } = parseArgs({ options: { events: { type: "string", default: "1000000" }, use: { type: "string" } } });
const BATCH = 2_000;
const RUNS = 3;

/** Stores events as a batch of an ingest would, without rules: what hunts read and nothing else. */
async function fill(count: number): Promise<number> {
  const client = await pool().connect();
  const ingestId = randomUUID();
  const began = performance.now();
  const flush = async (items: Omit<NewEvent, "hostId">[]): Promise<void> => {
    const events = items.map(({ event }) => event);
    const hosts = await ensureHosts(
      client,
      events.map(({ host }) => host),
    );
    await ensurePartitions(client, events);
    await insertEvents(
      client,
      ingestId,
      items.map((item) => ({ ...item, hostId: hosts.get(item.event.host.key) ?? 0 })),
    );
  };
  let items: Omit<NewEvent, "hostId">[] = [];
  let record = 0;
  for (const body of huntEvents(count)) {
    const event = normalise({ position: { file: "hunt.ndjson", record: ++record }, shape: "json", body }, { receivedAt: HUNT_END * 1_000 });
    if ("kind" in event) throw new Error(`an event of the bench is none: ${event.detail}`);
    items.push({ event, raw: JSON.stringify(body) });
    if (items.length < BATCH) continue;
    await flush(items);
    items = [];
  }
  if (items.length > 0) await flush(items);
  const seconds = (performance.now() - began) / 1e3;
  await client.query("VACUUM (ANALYZE) event");
  client.release();
  return seconds;
}

/** CPU seconds of this process, its threads, and of the Postgres processes there are; of the latter nothing where they cannot be seen. */
function cpuSeconds(pids: readonly number[]): number {
  const { user, system } = process.cpuUsage();
  const nanos = pids.map((pid) => {
    const file = `/proc/${pid}/schedstat`;
    return existsSync(file) ? Number(readFileSync(file, "utf8").split(" ")[0]) : 0;
  });
  return (user + system) / 1e6 + nanos.reduce((sum, one) => sum + one, 0) / 1e9;
}

async function time(text: string): Promise<{ readonly seconds: number; readonly cpuSeconds: number; readonly rows: number }> {
  const took: number[] = [];
  const used: number[] = [];
  let rows = 0;
  for (let run = 0; run < RUNS; run++) {
    const [began, before] = [performance.now(), cpuSeconds([])];
    let postgres = 0;
    const watch = setInterval(async () => {
      const { rows: found } = await pool().query<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'callout-hunt' AND datname = current_database()",
      );
      // The process ends with the query: what it had used a moment before is what is known.
      for (const { pid } of found) postgres = Math.max(postgres, cpuSeconds([pid]) - cpuSeconds([]));
    }, 20);
    const answer = await queryStore(text, { now: HUNT_END * 1_000 });
    clearInterval(watch);
    if (!answer.ok) throw new Error(answer.diagnostic.message);
    took.push((performance.now() - began) / 1e3);
    used.push(cpuSeconds([]) - before + postgres);
    rows = answer.rows.length;
  }
  return { seconds: median(took), cpuSeconds: median(used), rows };
}

const database = values.use === undefined ? await ownDatabase() : { url: values.use, scratch: undefined, remove: async () => {} };
process.env.DATABASE_URL = database.url;
process.env.AUTH_SECRET ??= randomUUID() + randomUUID();
process.env.LOG_LEVEL = "error";
try {
  await migrate(database.url, path.resolve(import.meta.dirname, "../../prisma/migrations"));
  const { rows: held } = await pool().query<{ found: boolean }>("SELECT EXISTS (SELECT 1 FROM event) AS found");
  const filling = held[0]?.found ? 0 : await fill(Number(values.events));
  const { rows: sizes } = await pool().query<{ bytes: string }>(
    "SELECT sum(pg_total_relation_size(inhrelid)) AS bytes FROM pg_inherits WHERE inhparent = 'event'::regclass",
  );
  const queries = [];
  for (const [name, text] of HUNT_QUERIES) queries.push({ name, ...(await time(text)) });
  console.log(JSON.stringify({ events: Number(values.events), filling, bytes: Number(sizes[0]?.bytes ?? 0), runs: RUNS, queries }));
} finally {
  await closeThreads();
  await disconnect();
  await database.remove();
  if (database.scratch !== undefined) rmSync(database.scratch, { recursive: true, force: true });
}
