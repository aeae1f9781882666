import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "smol-toml";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { decode, isFault } from "../../decode/decode.ts";
import { bufferSource } from "../../decode/source.ts";
import type { Event } from "../../event/event.ts";
import type { JsonObject } from "../../event/value.ts";
import { normalise } from "../../normalise/normalise.ts";
import { compileFile } from "../compile.ts";
import { scansOf } from "../ir/plan-walk.ts";
import { print } from "../ir/print.ts";
import { evaluate } from "../match/evaluate.ts";
import { ScanIndex } from "../match/scan-index.ts";
import type { CompiledRule } from "../rule.ts";
import { execute } from "../run/execute.ts";
import type { Hit } from "../run/row.ts";
import { readPack } from "./testing/pack.ts";

const shared = path.resolve(import.meta.dirname, "../../../../../shared/data");
const pack = path.join(shared, "10-rule-packs/elastic-detection-rules-14cf530f.zip");
const documents = path.join(shared, "07-ecs-endpoint/geneve-eql-positive.ndjson");
const seeds = path.join(shared, "09-derived-seeds");
const isPresent = existsSync(pack) && existsSync(documents) && existsSync(seeds);

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
function eventOf(body: JsonObject, record: number): Event {
  const event = normalise({ position: { file: "documents", record }, shape: "json", body }, { receivedAt: 0 });
  if ("kind" in event) throw new Error(event.detail);
  return event;
}

async function eventsIn(file: string): Promise<readonly Event[]> {
  const events: Event[] = [];
  for await (const item of decode(bufferSource(readFileSync(file)), { file })) {
    const event = isFault(item) ? item : normalise(item, { receivedAt: 0 });
    if ("fields" in event) events.push(event);
  }
  return events;
}

function findings({ plan }: CompiledRule, events: readonly Event[]): number {
  if (!plan) return 0;
  const hits = events.flatMap((event) =>
    scansOf(plan).flatMap(({ scan, where }): readonly Hit[] => {
      const { id, timestamp: at, record } = event;
      if (evaluate(where, event) !== true) return [];
      return [{ scan, event: id, at, order: record.position.record, get: (field) => event.get(field) }];
    }),
  );
  return [...execute(plan, hits)].length;
}

describe.runIf(isPresent)("Elastic's own rules", { timeout: 120_000 }, async () => {
  const sources = isPresent ? await readPack(pack) : [];
  const rules = sources.flatMap((source) => compileFile(source).rules);
  const byId = new Map(rules.map((rule) => [rule.id as string, rule]));
  const positives = isPresent
    ? readFileSync(documents, "utf8")
        .trim()
        .split("\n")
        .map((line) => Positive.parse(JSON.parse(line)))
    : [];

  test("are usable or refused by name, type by type", () => {
    const counts: Record<string, [usable: number, refused: number]> = {};
    for (const { details, plan } of rules) {
      const [usable, refused] = counts[details?.type ?? ""] ?? [0, 0];
      counts[details?.type ?? ""] = plan ? [usable + 1, refused] : [usable, refused + 1];
    }
    expect(counts).toEqual({
      eql: [1_024, 0],
      query: [453, 0],
      new_terms: [239, 1],
      threshold: [28, 0],
      esql: [0, 209],
      machine_learning: [0, 106],
      threat_match: [0, 6],
    });
    const reasons = rules.filter(({ plan }) => !plan).map(({ diagnostics }) => diagnostics.find((d) => d.severity === "error")?.code);
    expect(new Set(reasons)).toEqual(new Set(["unsupported-rule-type", "unsupported-nested"]));
  });

  test("carry their schedule, score and mapping, and say them with one id each", () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    for (const { schedule, details, title } of rules) {
      expect(schedule && schedule.every > 0 && schedule.lookBack >= schedule.every && schedule.mostAlerts > 0, title).toBe(true);
      expect(details?.riskScore, title).toBeGreaterThan(0);
    }
    expect(rules.filter(({ details }) => details?.threat).length).toBe(1_996);
    expect(rules.filter(({ details }) => details?.isBuildingBlock).length).toBe(128);
  });

  test("mean the same as an export of Kibana's", () => {
    for (const { file, text } of sources.filter((_, at) => at % 10 === 0)) {
      const { rule } = parse(text);
      const exported = compileFile({ file: "export.ndjson", text: `${JSON.stringify(rule)}\n` }).rules;
      const plans = (compiled: readonly CompiledRule[]) => compiled.map(({ id, plan }) => [id, plan && print(plan)]);
      expect(plans(exported), file).toEqual(plans(compileFile({ file, text }).rules));
    }
  });

  const sound = positives.filter(({ path: file }) => !UNSOUND.has(path.basename(file, ".toml")));
  test.each(sound.map((item) => [item.path, item] as const))("%s fires on each of its documents", (_, { rule_id, sequences }) => {
    const rule = byId.get(rule_id);
    if (!rule) throw new Error("the pack has no such rule");
    for (const sequence of sequences) {
      const events = sequence.map((body: JsonObject, at) => eventOf(body, at + 1));
      expect(findings(rule, events), JSON.stringify(sequence)).toBeGreaterThan(0);
    }
  });
  test("their documents are all there", () => expect([positives.length, sound.length]).toEqual([331, 328]));

  test("find through the index what asking each of them finds", async () => {
    const scans = new Map(rules.flatMap(({ plan }) => (plan ? scansOf(plan) : [])).map(({ scan, where }) => [scan, where]));
    const wheres = [...scans.values()];
    const index = new ScanIndex(wheres);
    const told = positives.flatMap(({ sequences }) => sequences.flat());
    const others = await Promise.all(
      ["seed.ecs-endpoint.ndjson", "seed.sysmon-nxlog.ndjson", "seed.mde-streaming.ndjson"].map((file) => eventsIn(path.join(seeds, file))),
    );
    const events = [...told.map((body: JsonObject, at) => eventOf(body, at + 1)), ...others.flat()];
    for (const event of events) index.match(event);
    let found = 0;
    for (const event of events.filter((_, at) => at % 15 === 0)) {
      const slow = wheres.flatMap((where, at) => (evaluate(where, event) === true ? [at] : []));
      found += slow.length;
      expect(index.match(event)).toEqual(slow);
    }
    expect(found).toBeGreaterThan(70);
  });
});
