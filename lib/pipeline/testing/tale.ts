import { randomUUID } from "node:crypto";
import type { CompiledRule } from "#core/detection/rule";
import { createRuleSet } from "#core/detection/rule-set";
import type { Hit } from "#core/detection/run/row";
import { leafRules, runStateful } from "#core/detection/stateful";
import type { Event } from "#core/event/event";
import { normalise } from "#core/normalise/normalise";
import { raiseAlerts } from "#features/alert/evidence/mutations";
import { withdrawFindings } from "#features/alert/finding/mutations";
import { pool } from "#lib/db/client";
import { inClientTransaction } from "#lib/db/client-transaction";
import { type BatchItem, storeBatch } from "../batch.ts";
import { runPending } from "../stateful-pending.ts";

/** One thing that happens in a tale: `what` is the command line, `who` the user (several with commas), `at` seconds. */
export interface Beat {
  readonly what: string;
  readonly at: number;
  readonly who?: string;
  /** Tells beats apart that are equal otherwise, and orders those of one instant. */
  readonly nth?: number;
}

/** Where a tale takes place: nothing of one is near anything of another. */
export interface Scene {
  readonly host: string;
  /** Milliseconds since 1970. */
  readonly began: number;
}

let scenes = 0;

export function scene(): Scene {
  return { host: `t-${randomUUID()}.example`, began: Date.UTC(2026, 4, 4, 8) + scenes++ * 3_600_000 };
}

/** Process starts as Elastic's endpoint reports them. Users are those of the scene. */
export function taleItem({ host, began }: Scene, { what, at, who = "ana", nth = 0 }: Beat): BatchItem {
  const users = who.split(",").map((name) => `${name}@${host}`);
  const body = {
    "@timestamp": new Date(began + at * 1_000).toISOString(),
    agent: { type: "endpoint", id: "a" },
    event: {
      kind: "event",
      category: ["process"],
      type: ["start"],
      action: "start",
      dataset: "endpoint.events.process",
      id: `${what} ${at} ${who} ${nth}`,
      sequence: nth,
    },
    host: { name: host, os: { type: "windows", family: "windows" } },
    process: { name: "a.exe", executable: "C:\\a.exe", command_line: what, entity_id: `${host} ${what} ${at} ${who} ${nth}`, pid: 7 },
    user: { name: users.length > 1 ? users : (users[0] ?? "") },
  };
  const event = normalise(
    { position: { file: "tale.ndjson", record: nth + 1 }, shape: "json", body },
    { receivedAt: Date.UTC(2026, 10, 1) * 1_000 },
  );
  if ("kind" in event) throw new Error(JSON.stringify(event));
  return { event, raw: JSON.stringify(body) };
}

/** Stores beats in one batch, as an ingest of its own. */
export async function tell(where: Scene, beats: readonly Beat[], ingestId: string = randomUUID()): Promise<void> {
  await storeBatch(
    ingestId,
    beats.map((beat) => taleItem(where, beat)),
    async () => {},
  );
}

/** Runs what waits of some rules and of no others, as if it were so many milliseconds later. Gives how much of it still waits. */
export async function runWaiting(rules: readonly string[], later = 0): Promise<number> {
  const now = new Date(Date.now() + later);
  let left = 0;
  for (const rule of rules) {
    await inClientTransaction(async (client) => {
      const done = await runPending(client, rule, { mostAlerts: Number.POSITIVE_INFINITY, now });
      await raiseAlerts(client, done.findings);
      await withdrawFindings(client, done.withdrawn);
      left += done.left;
    });
  }
  return left;
}

/** What the rules find when all events are in memory at once: rule and events of each finding, sorted. */
export function foundInMemory(rules: readonly CompiledRule[], events: readonly Event[]): readonly string[] {
  const set = createRuleSet([...rules, ...leafRules(rules)]);
  const hits: Hit[] = [];
  for (const event of new Map(events.map((each) => [each.id, each])).values()) {
    const scans = new Set(set.match(event).flatMap(({ plan }) => (plan?.op === "scan" ? [plan.scan] : [])));
    for (const scan of scans) {
      hits.push({ scan, event: event.id, at: event.timestamp, order: event.record.position.record, get: (field) => event.get(field) });
    }
  }
  const found = rules.flatMap((rule) =>
    rule.plan && rule.plan.op !== "scan" && !rule.isSilent
      ? runStateful(rule, hits).map(({ evidence }) => [rule.id, ...[...evidence].sort()].join(" "))
      : [],
  );
  return found.sort();
}

/** What stands in the store and counts in alerts, of some rules in a scene, in the same form. */
export async function foundInStore({ host }: Scene, rules: readonly string[]): Promise<readonly string[]> {
  const { rows } = await pool().query<{ line: string }>(
    `SELECT f.rule_id || ' ' || string_agg(DISTINCT e.event_id::text, ' ' ORDER BY e.event_id::text) AS line
     FROM hit_finding f JOIN alert_finding s ON s.id = f.id AND s.withdrawn_at IS NULL JOIN alert_evidence e ON e.finding_id = f.id JOIN host h ON h.id = e.host_id
     WHERE f.rule_id = ANY($1) AND h.name = $2 AND f.withdrawn_at IS NULL AND f.status = 'raised' GROUP BY f.id, f.rule_id`,
    [rules, host],
  );
  return rows.map(({ line }) => line).sort();
}
