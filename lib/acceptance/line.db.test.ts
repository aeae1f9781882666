import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemActor } from "#features/account/system";
import { getIngest } from "#features/ingest/data";
import type { IngestDetail } from "#features/ingest/types";
import { loadRules } from "#lib/cli/rules";
import { pool } from "#lib/db/client";
import { ingestFile } from "#lib/pipeline/ingest";
import { importRules } from "#lib/pipeline/rule-import";
import { submitFile } from "#lib/pipeline/submit";
import { loadBuiltInRules } from "#lib/rules/builtin";
import { migrate } from "../../scripts/migrate.mjs";
import { ARGUED } from "./testing/argued.ts";
import { type OwnDatabase, ownDatabase } from "./testing/own-database.ts";
import { expectedFiles, hasPublicData, inData } from "./testing/public-data.ts";
import { STORY, tellings } from "./testing/story.ts";

const actor = systemActor("acceptance");
let database: OwnDatabase;

beforeAll(async () => {
  database = await ownDatabase(migrate);
  const report = await importRules(actor, await loadBuiltInRules(), { builtIn: true });
  expect(report.refused).toBe(0);
}, 60_000);
afterAll(() => database?.remove(), 60_000);

/** What the worker does with an upload, from the first byte to the last alert. */
async function upload(name: string, bytes: Uint8Array): Promise<IngestDetail> {
  async function* body(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }
  const { id, duplicateOf } = await submitFile(actor, { name, origin: "upload", body: body() }, new Date());
  if (duplicateOf === null) expect(await ingestFile(id, new AbortController().signal)).toBe("done");
  const detail = await getIngest(id);
  if (!detail) throw new Error(`no ingest ${id}`);
  return detail;
}

interface Evidence {
  readonly file: string;
  readonly rule: string;
  readonly count: number;
}

/** Records that stand in their archive twice, letter for letter, are one event and one piece of evidence: two of the eight here. */
const REPEATED = { file: "psh_mshta_html_application_execution", rule: "7f4c43f9-b1a5-4c7d-b24a-b41bf3a3ebf2", times: 2 };
const repeatedIn = (name: string, rule: string): number => (name.includes(REPEATED.file) && rule === REPEATED.rule ? REPEATED.times : 0);

/** Pieces of evidence by the upload their events came in and the rule that found them. */
async function evidence(): Promise<readonly Evidence[]> {
  const { rows } = await pool().query<Evidence>(`
    SELECT i.name AS file, a.rule_id AS rule, count(*)::int AS count
    FROM alert_evidence v JOIN alert a ON a.id = v.alert_id
    JOIN event e ON e.host_id = v.host_id AND e.timestamp = v.timestamp AND e.id = v.event_id JOIN ingest i ON i.id = e.ingest_id
    GROUP BY 1, 2 ORDER BY 1, 2`);
  return rows;
}

describe("our own story, told by every source", () => {
  const told = tellings("build-7.example.org").map((telling) => ({ ...telling, bytes: tellings(`${telling.name}.example.org`) }));
  const bytesOf = ({ name, bytes }: (typeof told)[number]) => bytes.find((telling) => telling.name === name)?.bytes ?? Buffer.alloc(0);

  test.each(told)("$name ends in the queue, one alert a process, with its evidence", async (telling) => {
    const { name } = telling;
    const found = STORY.flatMap(({ fires }) => fires);
    const report = await upload(name, bytesOf(telling));
    const counts = { records: STORY.length, stored: STORY.length, duplicates: 0, faults: 0, findings: found.length, alerts: found.length };
    expect(report).toMatchObject({ status: "done", ...counts, hosts: [`${name}.example.org`] });
    const { rows } = await pool().query(
      `SELECT a.rule_title AS title, a.status, a.total_count AS count, e.record::int FROM alert a
       JOIN alert_evidence v ON v.alert_id = a.id JOIN event e ON e.host_id = v.host_id AND e.timestamp = v.timestamp AND e.id = v.event_id
       WHERE a.host_name = $1 ORDER BY e.record`,
      [`${name}.example.org`],
    );
    const wanted = STORY.flatMap(({ fires }, at) =>
      fires.map((title) => ({ title, status: "open", count: 1, record: telling.record(at) })),
    );
    expect(rows).toEqual(wanted);
  });

  test("told again it changes nothing: the same bytes are not read, the same records in other bytes are known", async () => {
    const before = await database.fingerprint();
    for (const telling of told) {
      const again = await upload(`${telling.name} again`, bytesOf(telling));
      expect(again).toMatchObject({ status: "done", records: 0, findings: 0, duplicateOf: expect.any(String) });
      const packed = await upload(`${telling.name} packed`, gzipSync(bytesOf(telling)));
      expect(packed).toMatchObject({
        status: "done",
        duplicateOf: null,
        records: STORY.length,
        stored: 0,
        duplicates: STORY.length,
        findings: 0,
      });
    }
    expect(await database.fingerprint()).toEqual(before);
  });
});

describe.runIf(hasPublicData)("the Security-Datasets archives under SigmaHQ's rules", { timeout: 120_000 }, () => {
  const files = hasPublicData ? expectedFiles("03-security-datasets") : [];
  let ids: ReadonlySet<string>;

  /** The 115 rules of the regression cases, and of the pack every rule that should fire here: the few fire five times only. */
  beforeAll(async () => {
    const [few, pack] = [await loadRules([inData("04-sigma-regression")]), await loadRules([inData("10-rule-packs/sigmahq-8eaafff1.zip")])];
    ids = new Set([...few.rules.map((rule) => rule.id), ...files.flatMap(({ name }) => wantedOf(name).map(([rule]) => rule))]);
    const rules = pack.rules.filter((rule) => ids.has(rule.id));
    expect(few.rules.filter((rule) => !rules.some((packed) => packed.id === rule.id && packed.source === rule.source))).toEqual([]);
    const report = await importRules(
      actor,
      rules.map(({ file, source }) => ({ file, text: source })),
    );
    expect([report.accepted, report.refused]).toEqual([ids.size, 0]);
  }, 60_000);

  /** As expected of a file, and as argued. */
  function wantedOf(name: string): readonly (readonly [rule: string, count: number])[] {
    const file = files.find((candidate) => candidate.name === name);
    const argued = new Map(ARGUED.filter((difference) => difference.file === name).map(({ rule, found }) => [rule, found.length]));
    const counts = new Map([...Object.entries(file?.hits ?? {}), ...argued]);
    return [...counts].filter(([, count]) => count > 0).map(([rule, count]) => [rule, count - repeatedIn(name, rule)]);
  }

  test("every archive is stored whole, and its evidence is what was expected, rule by rule", async () => {
    for (const { name, path: file, events } of files) {
      const report = await upload(name, readFileSync(inData(file)));
      expect(report).toMatchObject({ name, status: "done", records: events, faults: 0, error: null });
      expect(report.stored + report.duplicates).toBe(events);
    }
    const found = (await evidence()).filter(({ file, rule }) => ids.has(rule) && files.some(({ name }) => name === file));
    const wanted = files.flatMap(({ name }) => wantedOf(name).map(([rule, count]) => ({ file: name, rule, count })));
    const order = (list: readonly Evidence[]) => list.map(({ file, rule, count }) => `${path.basename(file)} ${rule} ${count}`).sort();
    expect(order(found)).toEqual(order(wanted));
    expect(wanted).toHaveLength(155);
    const { rows } = await pool().query(
      "SELECT id FROM alert a WHERE total_count <> (SELECT count(*) FROM alert_evidence v WHERE v.alert_id = a.id) OR status <> 'open'",
    );
    expect(rows).toEqual([]);
  });

  test("uploading them all again changes nothing and says so", async () => {
    const before = await database.fingerprint();
    for (const { name, path: file } of files) {
      expect(await upload(`${name} again`, readFileSync(inData(file)))).toMatchObject({
        status: "done",
        records: 0,
        duplicateOf: expect.any(String),
      });
    }
    expect(await database.fingerprint()).toEqual(before);
  });

  test("the same records in other bytes are all known", async () => {
    const before = await database.fingerprint();
    const some = files.filter(({ path: file }) => /bitsadmin|installutil|Golden|log4shell|mshta/i.test(file));
    expect(some).toHaveLength(6);
    for (const { name, path: file, events } of some) {
      const report = await upload(`${name} packed`, gzipSync(readFileSync(inData(file))));
      expect(report).toMatchObject({ status: "done", duplicateOf: null, records: events, stored: 0, duplicates: events, findings: 0 });
    }
    expect(await database.fingerprint()).toEqual(before);
  });
});
