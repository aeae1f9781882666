import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { compileFile, isRuleFile } from "#core/detection/compile";
import { TABLES } from "#core/detection/kql/tables/schema";
import { systemActor } from "#features/account/system";
import { uploadList } from "#features/list/mutations";
import { ListUrl } from "#features/list/schema";
import { readZipTexts } from "#lib/cli/zip";
import { disconnect } from "#lib/db/client";
import { answerKql } from "./answer-kql.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import { EventSource } from "./store/event-source.ts";
import { StoreSession } from "./store/session.ts";
import { fileFor, wantedLists } from "./testing/list-file.ts";
import { storeEvents } from "./testing/store-events.ts";
import { eventsOf } from "./testing/two-ways.ts";

const shared = path.resolve(import.meta.dirname, "../../../shared/data");
const PACKS = ["bert-janp-hunting-queries-7a0d998.zip", "securityaura-de-th-aura-b3e2314.zip"].map((name) =>
  path.join(shared, "10-rule-packs", name),
);
const SEEDS = ["seed.ecs-endpoint.ndjson", "seed.mde-streaming.ndjson", "seed.sysmon-nxlog.ndjson"];
const START = Date.UTC(2026, 2, 9) * 1_000;
const DAY = 86_400_000_000;

/** Queries that do not run, by their page, with what the answer says. Whatever starts to run must leave this list. */
const REFUSED: { readonly [page: string]: string } = {
  // bag_unpack makes the columns that its rows have, and no event here was a scan from the Internet: Kusto refuses it as well.
  "PublicFacingDeviceScanned.md": "unknown-column: there is no column PublicScannedIp",
};

/** Queries of public pages that read tables of ours, by their pages. */
async function endpointQueries(): Promise<ReadonlyMap<string, string>> {
  const queries = new Map<string, string>();
  for (const pack of PACKS) {
    for await (const entry of readZipTexts(pack, (name) => /\.(?:md|txt|kql)$/.test(name), 4_000_000)) {
      if (!("text" in entry) || !isRuleFile({ file: entry.name, text: entry.text })) continue;
      for (const { plan } of compileFile({ file: entry.name, text: entry.text }).rules)
        if (plan?.op === "query" && plan.tables.some((table) => TABLES.has(table))) queries.set(plan.text, path.basename(entry.name));
    }
  }
  return queries;
}

/** Puts under each URL a small file in the shape the query declares, the way the lists page does. Gives how many were put. */
async function uploadLists(queries: Iterable<string>): Promise<number> {
  const lists = new Map([...queries].flatMap(wantedLists).map((list) => [list.url, list]));
  for (const list of lists.values()) {
    const uploaded = await uploadList(systemActor("test"), { url: ListUrl.parse(list.url) }, await fileFor(list), new Date(START / 1_000));
    expect(uploaded).toMatchObject({ ok: true });
  }
  return lists.size;
}

afterAll(disconnect);

test.runIf(PACKS.every(existsSync))(
  "public hunting pages over endpoint tables run on the store, with a list under each URL they name",
  async () => {
    for (const name of SEEDS) await storeEvents(await eventsOf(name, readFileSync(path.join(shared, "09-derived-seeds", name)), START));
    const queries = await endpointQueries();
    expect(await uploadLists(queries.keys())).toBeGreaterThanOrEqual(35);
    const session = await StoreSession.open(process.env.DATABASE_URL ?? "", 600_000);
    const refused: [page: string, reason: string][] = [];
    let found = 0;
    let listed = 0;
    for (const [text, page] of queries) {
      const within = { from: START, to: START + 3 * DAY };
      const source = new EventSource(session, await session.partitions(), within, { read: 0, total: 0 }, undefined);
      const limits = { ...DEFAULT_LIMITS, heldRows: 500_000 };
      const question = { connectionString: "", language: "kql" as const, text, now: START + 3 * DAY, from: null, to: null, limits };
      const answer = await answerKql({ question, session, source, signal: AbortSignal.timeout(600_000), describe: () => {} });
      if (!answer.ok) {
        refused.push([page, `${answer.diagnostic.code}: ${answer.diagnostic.message}`]);
        continue;
      }
      try {
        for await (const rows of answer.rows) found += rows.length;
        if (answer.notices().some((notice) => notice.startsWith("the list kept for"))) listed++;
      } catch (error) {
        refused.push([page, `${answer.refusalOf(error).code}: ${answer.refusalOf(error).message}`]);
      }
    }
    await session.close();
    if (process.env.SHOW_REFUSED) process.stderr.write(`${queries.size} queries, ${listed} with lists, ${found} rows\n`);
    expect(Object.fromEntries(refused)).toEqual(REFUSED);
    expect(queries.size).toBeGreaterThanOrEqual(390);
    expect(listed).toBeGreaterThanOrEqual(50);
    expect(found).toBeGreaterThan(50);
  },
  900_000,
);
