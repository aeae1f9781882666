import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { compileFile, isRuleFile } from "#core/detection/compile";
import { TABLES } from "#core/detection/kql/tables/schema";
import { readZipTexts } from "#lib/cli/zip";
import { disconnect } from "#lib/db/client";
import { answerKql } from "./answer-kql.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { EventSource } from "./store/event-source.ts";
import { StoreSession } from "./store/session.ts";
import { storeEvents } from "./testing/store-events.ts";
import { eventsOf } from "./testing/two-ways.ts";

const shared = path.resolve(import.meta.dirname, "../../../shared/data");
const PACKS = ["bert-janp-hunting-queries-7a0d998.zip", "securityaura-de-th-aura-b3e2314.zip"].map((name) =>
  path.join(shared, "10-rule-packs", name),
);
const SEEDS = ["seed.ecs-endpoint.ndjson", "seed.mde-streaming.ndjson", "seed.sysmon-nxlog.ndjson"];
const START = Date.UTC(2026, 2, 9) * 1_000;
const DAY = 86_400_000_000;

/** Queries of public pages that read tables of ours. */
async function endpointQueries(): Promise<readonly string[]> {
  const queries = new Set<string>();
  for (const pack of PACKS) {
    for await (const entry of readZipTexts(pack, (name) => /\.(?:md|txt|kql)$/.test(name), 4_000_000)) {
      if (!("text" in entry) || !isRuleFile({ file: entry.name, text: entry.text })) continue;
      for (const { plan } of compileFile({ file: entry.name, text: entry.text }).rules)
        if (plan?.op === "query" && plan.tables.some((table) => TABLES.has(table))) queries.add(plan.text);
    }
  }
  return [...queries];
}

afterAll(disconnect);

test.runIf(PACKS.every(existsSync))(
  "public hunting pages over endpoint tables run on the store; what does not run wants a list that nobody has uploaded",
  async () => {
    for (const name of SEEDS) await storeEvents(await eventsOf(name, readFileSync(path.join(shared, "09-derived-seeds", name)), START));
    const queries = await endpointQueries();
    expect(queries.length).toBeGreaterThan(300);
    const session = await StoreSession.open(process.env.DATABASE_URL ?? "", 600_000);
    const refused: string[] = [];
    let found = 0;
    for (const text of queries) {
      const source = new EventSource(
        session,
        await session.partitions(),
        { from: START, to: START + 3 * DAY },
        { read: 0, total: 0 },
        undefined,
      );
      const limits = { ...DEFAULT_LIMITS, heldRows: 500_000 };
      const question = { connectionString: "", language: "kql" as const, text, now: START + 3 * DAY, from: null, to: null, limits };
      const answer = await answerKql({ question, session, source, signal: AbortSignal.timeout(600_000), describe: () => {} });
      if (!answer.ok) {
        refused.push(`${answer.diagnostic.code}: ${answer.diagnostic.message}`);
        continue;
      }
      try {
        for await (const rows of answer.rows) found += rows.length;
      } catch (error) {
        refused.push(`${answer.refusalOf(error).code}: ${answer.refusalOf(error).message}`);
      }
    }
    await session.close();
    const others = refused.filter((reason) => !reason.startsWith("no-such-list"));
    if (process.env.SHOW_REFUSED)
      process.stderr.write(`${queries.length} queries, ${refused.length} refused, ${found} rows\n${others.join("\n")}\n`);
    expect(found).toBeGreaterThan(50);
    expect(others.length / queries.length).toBeLessThan(0.05);
  },
  900_000,
);
