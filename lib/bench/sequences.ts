import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { compileStored } from "#core/detection/compile-stored";
import { normalise } from "#core/normalise/normalise";
import { systemActor } from "#features/account/system";
import { insertHits } from "#features/hit/mutations";
import type { StoredHit } from "#features/hit/types";
import { setRulesEnabled } from "#features/rule/enable/mutations";
import { storeRules } from "#features/rule/mutations";
import { disconnect, pool } from "#lib/db/client";
import { closeQueue } from "#lib/jobs/queue";
import { type BatchItem, storeBatch } from "#lib/pipeline/batch";
import { detectionSet } from "#lib/pipeline/detection-set";
import { hitsOf } from "#lib/pipeline/hits";
import { migrate } from "../../scripts/migrate.mjs";
import { ownDatabase, postgresCpu } from "./database.ts";
import { median } from "./measure.ts";
import { createRandom } from "./random.ts";

/**
 * `sequences.ts KEYS`: measures batches with rules over several events beside the same batches with rules over one, and what KEYS open
 * sequences weigh. In a database of its own; prints one JSON object.
 */
const KEYS = Number(process.argv[2] ?? 1_000_000);
const BATCH = 4_000;
const BATCHES = 6;
const RULES = 20;
const HOSTS = 20;

const scratch = mkdtempSync(path.join(tmpdir(), "callout-bench-"));
// Postgres runs as somebody else when we are root, and must get to its folder.
chmodSync(scratch, 0o755);
const database = await ownDatabase(scratch);
process.env.DATABASE_URL = database.url;
process.env.SPOOL_DIR = path.join(scratch, "spool");
process.env.AUTH_SECRET ??= randomUUID() + randomUUID();
process.env.LOG_LEVEL = "error";

const random = createRandom(7);
const BEGAN = Date.UTC(2026, 4, 4, 8);
let serial = 0;

/** A process start: one in ten begins a sequence of some rule, one in a hundred ends one of the process before it. */
function item(host: number, what: string, entity: string): BatchItem {
  const nth = serial++;
  const body = {
    "@timestamp": new Date(BEGAN + nth * 2).toISOString(),
    agent: { type: "endpoint", id: "bench" },
    event: {
      kind: "event",
      category: ["process"],
      type: ["start"],
      action: "start",
      dataset: "endpoint.events.process",
      id: `e${nth}`,
      sequence: nth,
    },
    host: { name: `host-${host}`, os: { type: "windows", family: "windows" } },
    process: { name: "tool.exe", executable: "C:\\Tools\\tool.exe", command_line: what, entity_id: entity, pid: 1_000 + (nth % 50_000) },
    user: { name: "ana", domain: "CORP" },
  };
  const event = normalise(
    { position: { file: "bench.ndjson", record: nth }, shape: "json", body },
    { receivedAt: Date.UTC(2026, 10, 1) * 1_000 },
  );
  if ("kind" in event) throw new Error("the bench made a record that is none");
  return { event, raw: JSON.stringify(body) };
}

function batch(): readonly BatchItem[] {
  const begun: { readonly host: number; readonly entity: string; readonly rule: number }[] = [];
  return Array.from({ length: BATCH }, (_, at) => {
    const host = random.below(HOSTS);
    const open = at % 100 === 99 ? begun.at(-1) : undefined;
    if (open) return item(open.host, `second ${open.rule}`, open.entity);
    const entity = `${host}-${serial}`;
    if (at % 10 !== 0) return item(host, `other ${random.below(100_000)}`, entity);
    const rule = random.below(RULES);
    begun.push({ host, entity, rule });
    return item(host, `first ${rule}`, entity);
  });
}

const step = (text: string): string => `[process where process.command_line == "${text}"]`;
const SETS: { readonly [name: string]: readonly string[] } = {
  none: [],
  single: Array.from({ length: RULES }, (_, at) => `process where process.command_line == "second ${at}"`),
  sequence: Array.from(
    { length: RULES },
    (_, at) => `sequence by process.entity_id with maxspan=5m ${step(`first ${at}`)} ${step(`second ${at}`)}`,
  ),
};

interface Cost {
  readonly microseconds: number;
  readonly postgres: number | null;
  readonly findings: number;
}

async function cost(): Promise<Cost> {
  const cpu: number[] = [];
  const postgres: number[] = [];
  let findings = 0;
  for (let nth = 0; nth <= BATCHES; nth++) {
    const items = batch();
    for (const { event } of items) event.storedFields;
    const postgresBefore = await postgresCpu(pool());
    const before = process.cpuUsage();
    const outcome = await storeBatch(randomUUID(), items, async () => {});
    const { user, system } = process.cpuUsage(before);
    const postgresAfter = await postgresCpu(pool());
    // The first one compiles.
    if (nth === 0) continue;
    findings += outcome.findings.length;
    cpu.push((user + system) / BATCH);
    if (postgresBefore !== undefined && postgresAfter !== undefined) postgres.push(((postgresAfter - postgresBefore) * 1e6) / BATCH);
  }
  return { microseconds: median(cpu), postgres: postgres.length > 0 ? median(postgres) : null, findings };
}

async function openKeys(count: number): Promise<void> {
  const { stateful } = await detectionSet();
  const asker = stateful.rules[0] && { stateful: stateful.rules[0], scan: 0 };
  if (!asker) throw new Error("no sequence is watched for");
  const client = await pool().connect();
  try {
    for (let done = 0; done < count; done += 10_000) {
      const hits: StoredHit[] = [];
      for (let nth = 0; nth < Math.min(10_000, count - done); nth++) {
        const { event } = item(nth % HOSTS, "first 0", randomUUID());
        hits.push(...hitsOf(event, [asker], { hostId: (nth % HOSTS) + 1, isFilled: false, silencer: null }));
      }
      await client.query("BEGIN");
      await insertHits(client, hits);
      await client.query("COMMIT");
    }
  } finally {
    client.release();
  }
  await pool().query("ANALYZE hit");
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

try {
  await migrate(database.url, path.resolve(import.meta.dirname, "../../prisma/migrations"));
  const actor = systemActor("bench");
  const costs: { [name: string]: Cost } = {};
  let last: readonly string[] = [];
  for (const [name, texts] of Object.entries(SETS)) {
    if (last.length > 0) await setRulesEnabled(actor, { ruleIds: [...last], enabled: false });
    const rules = texts.flatMap((text, at) => compileStored({ file: `${name}-${at}.eql`, text }).rules);
    if (rules.length > 0) await storeRules(actor, rules, { builtIn: false });
    last = rules.map(({ id }) => id);
    costs[name] = await cost();
  }
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  await openKeys(KEYS);
  globalThis.gc?.();
  const { rows } = await pool().query<{ table: string; total: string; keys: string }>(
    `SELECT pg_relation_size('hit') AS "table", pg_total_relation_size('hit') AS total, (SELECT count(DISTINCT key) FROM hit) AS keys`,
  );
  const withKeys = await cost();
  const after = process.memoryUsage().rss;
  const sizes = {
    keys: Number(rows[0]?.keys),
    tableMegabytes: megabytes(Number(rows[0]?.table)),
    totalMegabytes: megabytes(Number(rows[0]?.total)),
  };
  console.log(
    JSON.stringify({
      events: BATCH * BATCHES,
      costs,
      withKeys,
      ...sizes,
      workerMegabytesBefore: megabytes(before),
      workerMegabytesAfter: megabytes(after),
    }),
  );
} finally {
  await closeQueue();
  await disconnect();
  await database.remove();
  rmSync(scratch, { recursive: true, force: true });
}
