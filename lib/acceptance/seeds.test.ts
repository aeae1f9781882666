import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { bufferSource } from "#core/decode/source";
import { zip } from "#core/decode/testing/archives";
import { compileFile } from "#core/detection/compile";
import { createRuleSet, type RuleSet } from "#core/detection/rule-set";
import type { EpochMicros } from "#core/event/event";
import { loadRules } from "#lib/cli/rules";
import { loadBuiltInRules } from "#lib/rules/builtin";
import { hasPublicData, inData, type SeedRule, scanPublic, seedExpectation } from "./testing/public-data.ts";
import { scan } from "./testing/scan.ts";
import { STORY, tellings } from "./testing/story.ts";

const builtIn = (await loadBuiltInRules()).flatMap((file) => compileFile(file).rules);
const titleOf = new Map<string, string>(builtIn.map((rule) => [rule.id, rule.title]));

describe("one story of our own in every form", () => {
  const rules = createRuleSet(builtIn);
  const forms = tellings("build-7.example.org");
  const packed = forms.flatMap(({ name, bytes, record }) => [
    { name, bytes: Promise.resolve(bytes), record },
    { name: `${name} in gzip`, bytes: Promise.resolve(gzipSync(bytes)), record },
    { name: `${name} in zip`, bytes: zip({ "notes.txt": bytes }), record },
  ]);

  test.each(packed)("$name", async ({ name, bytes, record }) => {
    const { events, faults, hits } = await scan(bufferSource(await bytes), name, rules);
    expect(faults).toEqual([]);
    expect(events).toBe(STORY.length);
    const found = [...hits].flatMap(([rule, records]) => records.map((at) => `${at} ${titleOf.get(rule)}`));
    expect(found.sort()).toEqual(STORY.flatMap(({ fires }, at) => fires.map((title) => `${record(at)} ${title}`)).sort());
  });
});

/** The same logic twice: as SigmaHQ publishes it, and as Callout ships it. */
const SEED_RULES: { readonly [R in SeedRule]: readonly string[] } = {
  sigma_http: ["50e54b8d-ad73-43f8-96a1-5191685b17a4", "fddd063a-ffe4-41fb-9970-7419f8b3f187"],
  nonstd: ["a29570d9-aa17-4680-8c09-e7540fcf5fda"],
  msiexec: ["8e5e38e4-5350-4c0b-895a-e872ce0dd54f", "c28bbb0a-0fc6-4106-9e64-b27f73eee715"],
};
const SEED_NAMES: readonly SeedRule[] = ["sigma_http", "nonstd", "msiexec"];

/** Cases follow each other every ten seconds: twelve of MSBuild from nine o'clock, five of msiexec from 09:03:20. */
function caseAt(timestamp: EpochMicros): string {
  const slot = Math.floor((timestamp / 1_000_000 - Date.UTC(2026, 2, 9, 9) / 1_000) / 10);
  const [letter, number] = slot < 20 ? ["A", slot + 1] : ["B", slot - 19];
  return `${letter}${String(number).padStart(2, "0")}`;
}

describe.runIf(hasPublicData)("the seed detections, case by case", () => {
  let rules: RuleSet;

  beforeAll(async () => {
    const pack = await loadRules([inData("10-rule-packs/sigmahq-8eaafff1.zip")]);
    const wanted = new Set(Object.values(SEED_RULES).flat());
    const chosen = [...builtIn, ...pack.rules].filter((rule) => wanted.has(rule.id));
    expect(chosen).toHaveLength(wanted.size);
    rules = createRuleSet(chosen);
  }, 60_000);

  test.each([
    ["seed.sysmon-nxlog.ndjson", 75],
    ["seed.ecs-endpoint.ndjson", 75],
    ["seed.mde-streaming.ndjson", 75],
    ["DeviceNetworkEvents.csv", 39],
  ])("%s", async (file, total) => {
    const expectation = seedExpectation();
    const times = new Map<number, EpochMicros>();
    const { events, faults, hits } = await scanPublic(`09-derived-seeds/${file}`, rules, ({ timestamp, record }) => {
      times.set(record.position.record, timestamp);
    });
    expect([events, faults]).toEqual([total, []]);
    for (const seed of SEED_NAMES) {
      const wanted = expectation.cases.map((row) => `${row.case}: ${row[seed]}`);
      for (const rule of SEED_RULES[seed]) {
        const cases = (hits.get(rule) ?? []).map((record) => caseAt(times.get(record) ?? 0));
        expect([seed, rule, cases.length]).toEqual([seed, rule, expectation.totals[seed]]);
        expect(expectation.cases.map((row) => `${row.case}: ${cases.filter((name) => name === row.case).length}`)).toEqual(wanted);
      }
    }
  });

  test("process starts alone fire nothing", async () => {
    const { events, faults, hits } = await scanPublic("09-derived-seeds/DeviceProcessEvents.csv", rules);
    expect([events, faults, hits.size]).toEqual([36, [], 0]);
  });
});
