import { randomUUID } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { systemActor } from "#features/account/system";
import { getIngest } from "#features/ingest/data";
import { disconnect, pool } from "#lib/db/client";
import { closeQueue } from "#lib/jobs/queue";
import { ingestFile } from "#lib/pipeline/ingest";
import { seedBuiltInRules } from "#lib/pipeline/rule-import";
import { submitFile } from "#lib/pipeline/submit";
import { startPostgres } from "../../scripts/embedded-pg.mjs";
import { migrate } from "../../scripts/migrate.mjs";
import { freePort } from "../../scripts/process.mjs";
import { median } from "./measure.ts";

/** `store.ts FILE`: measures the worker's line on an NDJSON file, in a database of its own, and prints one JSON object. */
const RUNS = 3;
const [file = ""] = process.argv.slice(2);
const scratch = mkdtempSync(path.join(tmpdir(), "callout-bench-"));
// Postgres runs as somebody else when we are root, and must get to its folder.
chmodSync(scratch, 0o755);

interface Database {
  readonly url: string;
  readonly remove: () => Promise<void>;
}

/** Beside the database of DATABASE_URL when there is one; in a throw-away Postgres otherwise. */
async function ownDatabase(): Promise<Database> {
  const given = process.env.DATABASE_URL;
  if (given === undefined) {
    const server = await startPostgres({ dataDir: path.join(scratch, "pg"), password: "bench", port: await freePort(), ephemeral: true });
    return { url: server.url, remove: server.stop };
  }
  const name = `callout_bench_${randomUUID().replaceAll("-", "")}`;
  const url = new URL(given);
  url.pathname = `/${name}`;
  const remove = async (): Promise<void> => {
    const admin = new pg.Client({ connectionString: given });
    await admin.connect();
    await admin.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
    await admin.end();
  };
  return { url: url.toString(), remove };
}

/**
 * CPU seconds that Postgres has used, over the processes it has now. Undefined where they cannot be seen: another machine, or no
 * Linux.
 */
async function postgresCpu(): Promise<number | undefined> {
  const { rows } = await pool().query<{ pid: number }>("SELECT pid FROM pg_stat_activity");
  try {
    // Nanoseconds on a core come first. A process that ended meanwhile takes its own with it: few do.
    const nanos = rows.map(({ pid }) =>
      existsSync(`/proc/${pid}`) ? Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) : 0,
    );
    return nanos.reduce((sum, one) => sum + one, 0) / 1e9;
  } catch {
    return undefined;
  }
}

/** The same events as new ones: each pass must store what it reads, so each gets record numbers of its own. */
function* renumbered(lines: readonly string[], run: number): Generator<Uint8Array> {
  for (const [index, line] of lines.entries())
    yield Buffer.from(`${JSON.stringify({ ...JSON.parse(line), RecordNumber: run * 10_000_000 + index + 1 })}\n`);
}

const database = await ownDatabase();
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
    const postgresBefore = await postgresCpu();
    const [cpuBefore, began] = [process.cpuUsage(), performance.now()];
    await ingestFile(id, new AbortController().signal);
    const { user, system } = process.cpuUsage(cpuBefore);
    const seconds = (performance.now() - began) / 1e3;
    const postgresAfter = await postgresCpu();
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
