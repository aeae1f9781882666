import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { systemActor } from "#features/account/system";
import { getIngest } from "#features/ingest/data";
import { disconnect, pool } from "#lib/db/client";
import { closeQueue } from "#lib/jobs/queue";
import { ingestFile } from "#lib/pipeline/ingest";
import { seedBuiltInRules } from "#lib/pipeline/rule-import";
import { submitFile } from "#lib/pipeline/submit";
import { migrate } from "../../scripts/migrate.mjs";
import { ownDatabase, postgresCpu } from "./database.ts";
import { median } from "./measure.ts";

/** `store.ts FILE`: measures the worker's line on an NDJSON file, in a database of its own, and prints one JSON object. */
const RUNS = 3;
const [file = ""] = process.argv.slice(2);
const scratch = mkdtempSync(path.join(tmpdir(), "callout-bench-"));
// Postgres runs as somebody else when we are root, and must get to its folder.
chmodSync(scratch, 0o755);

/** The same events as new ones: each pass must store what it reads, so each gets record numbers of its own. */
function* renumbered(lines: readonly string[], run: number): Generator<Uint8Array> {
  for (const [index, line] of lines.entries())
    yield Buffer.from(`${JSON.stringify({ ...JSON.parse(line), RecordNumber: run * 10_000_000 + index + 1 })}\n`);
}

const database = await ownDatabase(scratch);
process.env.DATABASE_URL = database.url;
process.env.SPOOL_DIR = path.join(scratch, "spool");
process.env.AUTH_SECRET ??= randomUUID() + randomUUID();
process.env.LOG_LEVEL = "error";
try {
  await migrate(database.url, path.resolve(import.meta.dirname, "../../prisma/migrations"));
  const actor = systemActor("bench");
  await seedBuiltInRules(actor);
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  const cpu: number[] = [];
  const wall: number[] = [];
  const postgres: number[] = [];
  let findings = 0;
  for (let run = 0; run <= RUNS; run++) {
    const body = (async function* () {
      yield* renumbered(lines, run);
    })();
    const { id } = await submitFile(actor, { name: "bench.ndjson", origin: "upload", body }, new Date());
    const postgresBefore = await postgresCpu(pool());
    const [cpuBefore, began] = [process.cpuUsage(), performance.now()];
    await ingestFile(id, new AbortController().signal);
    const { user, system } = process.cpuUsage(cpuBefore);
    const seconds = (performance.now() - began) / 1e3;
    const postgresAfter = await postgresCpu(pool());
    const done = await getIngest(id);
    if (done?.stored !== lines.length) throw new Error(`${done?.stored} of ${lines.length} records were stored`);
    findings = done.findings;
    // The first pass compiles and makes partitions.
    if (run === 0) continue;
    cpu.push((user + system) / 1e6);
    wall.push(seconds);
    if (postgresBefore !== undefined && postgresAfter !== undefined) postgres.push(postgresAfter - postgresBefore);
  }
  const measured = { records: lines.length, runs: RUNS, cpuSeconds: median(cpu), wallSeconds: median(wall), findings };
  console.log(JSON.stringify({ ...measured, ...(postgres.length > 0 && { postgresSeconds: median(postgres) }) }));
} finally {
  await closeQueue();
  await disconnect();
  await database.remove();
  rmSync(scratch, { recursive: true, force: true });
}
