import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { RawRecord } from "../../decode/record.ts";
import type { JsonObject } from "../../event/value.ts";
import { normalise } from "../../normalise/normalise.ts";
import type { QueryRow } from "../run/query.ts";
import { compileEql } from "./eql.ts";
import { type ElasticQuery, readElasticQueries } from "./testing/elastic-rules.ts";
import { answer } from "./testing/rows.ts";

const shared = path.resolve(import.meta.dirname, "../../../../../shared/data");
const pack = path.join(shared, "10-rule-packs/elastic-detection-rules-14cf530f.zip");
const documents = path.join(shared, "07-ecs-endpoint/geneve-eql-positive.ndjson");

/**
 * Rules whose documents (marked as not verified there) are none: the generator read `*` in the list of `in` as a wildcard, which it
 * is not, and gave one of two values of event.type that the rule asks for both.
 */
const UNSOUND = new Set([
  "defense_evasion_apparmor_profile_compilation",
  "privilege_escalation_suspicious_chown_fowner_elevation",
  "persistence_linux_group_creation",
]);

const Positive = z.object({ rule_id: z.string(), path: z.string(), sequences: z.array(z.array(z.record(z.string(), z.json()))) });

/** A document as it would come in from a shipper. */
function eventRow(record: RawRecord): QueryRow {
  const event = normalise(record, { receivedAt: 0 });
  if ("kind" in event) throw new Error(event.detail);
  return {
    id: event.id,
    timestamp: event.timestamp,
    order: record.position.record,
    get: (field) => event.get(field),
    texts: () => event.texts(),
  };
}

describe.runIf(existsSync(pack) && existsSync(documents))("Elastic's own rules", async () => {
  const queries = existsSync(pack) ? await readElasticQueries(pack) : [];
  const byId = new Map(queries.map((query): readonly [string, ElasticQuery] => [query.id, query]));

  test("all compile", () => {
    const refused = queries.flatMap(({ file, query }) => {
      const result = compileEql(query);
      return "code" in result ? [`${file}:${result.line}:${result.column}: ${result.code}: ${result.message}`] : [];
    });
    expect(refused).toEqual([]);
    expect(queries.length).toBe(1_024);
  });

  const positives = existsSync(documents)
    ? readFileSync(documents, "utf8")
        .trim()
        .split("\n")
        .map((line) => Positive.parse(JSON.parse(line)))
    : [];
  test("their documents are all there", () => expect(positives.length).toBe(331));

  const sound = positives.filter(({ path: file }) => !UNSOUND.has(path.basename(file, ".toml")));
  test.each(sound.map((item) => [item.path, item] as const))("%s fires on each of its documents", (_, { rule_id, sequences }) => {
    const rule = byId.get(rule_id);
    if (!rule) throw new Error("the pack has no such rule");
    for (const sequence of sequences) {
      const rows = sequence.map((body: JsonObject, at) =>
        eventRow({ position: { file: "documents", record: at + 1 }, shape: "json", body }),
      );
      expect(answer(rule.query, rows).length, JSON.stringify(sequence)).toBeGreaterThan(0);
    }
  });
});
