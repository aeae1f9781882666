import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { createRuleSet, type RuleSet } from "#core/detection/rule-set";
import type { Event } from "#core/event/event";
import { loadRules } from "#lib/cli/rules";
import { ARGUED, type Argued } from "./testing/argued.ts";
import { type ExpectedFile, expectedFiles, hasPublicData, inData, regressionCases, scanPublic } from "./testing/public-data.ts";

/** What the expectations were made with: SigmaHQ's Windows rules, those for hunting and emerging threats among them. */
const FOLDERS = /\/(?:rules|rules-emerging-threats|rules-threat-hunting)\/[^/]/;

describe.runIf(hasPublicData)("what others say must be found", { timeout: 120_000 }, () => {
  let pack: RuleSet;
  /** The 115 rules of the regression cases by themselves: another index over the same predicates. */
  let few: RuleSet;
  let fewIds: ReadonlySet<string>;

  beforeAll(async () => {
    const all = await loadRules([inData("10-rule-packs/sigmahq-8eaafff1.zip")]);
    pack = createRuleSet(all.rules.filter((rule) => FOLDERS.test(rule.file)));
    const { rules, errors } = await loadRules([inData("04-sigma-regression")]);
    expect(errors.filter((line) => !line.includes("thor.yml") && !line.includes("info.yml"))).toEqual([]);
    few = createRuleSet(rules);
    fewIds = new Set(rules.map((rule) => rule.id));
    expect(fewIds.size).toBe(115);
  }, 120_000);

  /** Where the file's hits are not the expected ones, with the whole pack; and the hits of the few. */
  async function differencesOf(expected: ExpectedFile): Promise<{ differences: readonly Argued[]; fired: ReadonlySet<string> }> {
    const fromFew = new Map<string, number[]>();
    const [ids, bodies] = [new Set<string>(), new Set<string>()];
    const { events, faults, hits } = await scanPublic(expected.path, pack, (event) => {
      ids.add(event.id);
      bodies.add(contentOf(event));
      for (const { id } of few.match(event)) fromFew.set(id, [...(fromFew.get(id) ?? []), event.record.position.record]);
    });
    expect([expected.name, faults]).toEqual([expected.name, []]);
    if (expected.events !== null) expect([expected.name, events]).toEqual([expected.name, expected.events]);
    expect([expected.name, ids.size]).toEqual([expected.name, bodies.size]);
    expect(fromFew).toEqual(new Map([...hits].filter(([id]) => fewIds.has(id))));
    const differences: Argued[] = [];
    for (const rule of new Set([...Object.keys(expected.hits), ...hits.keys()])) {
      const [wanted, found] = [expected.hits[rule] ?? 0, hits.get(rule) ?? []];
      const records = expected.records?.[rule];
      const isSame = records ? sorted(records) === sorted(found) : wanted === found.length;
      if (!isSame) differences.push({ file: expected.name, rule, expected: wanted, found });
    }
    return { differences, fired: new Set(hits.keys()) };
  }

  /** What was recorded; Azure adds the time at which it arrived there, and that of a repeated record differs. */
  const contentOf = ({ record }: Event): string => {
    const { TimeGenerated: _, ...body } = record.body;
    return createHash("sha1").update(JSON.stringify(body)).digest("base64");
  };
  const sorted = (records: readonly (string | number)[]): string => records.map(String).sort().join(" ");
  const inOrder = (list: readonly Argued[]): readonly Argued[] =>
    list.toSorted((a, b) => `${a.file} ${a.rule}`.localeCompare(`${b.file} ${b.rule}`, "en"));

  test.each([
    ["01-evtx-attack-samples", 54, 192],
    ["02-evtx-to-mitre", 41, 39],
    ["03-security-datasets", 15, 144],
  ])("%s: every file, every rule of the pack", async (set, fileCount, pairCount) => {
    const files = expectedFiles(set);
    expect(files).toHaveLength(fileCount);
    expect(files.flatMap((file) => Object.keys(file.hits))).toHaveLength(pairCount);
    const differences: Argued[] = [];
    for (const file of files) differences.push(...(await differencesOf(file)).differences);
    const names = new Set(files.map((file) => file.name));
    expect(inOrder(differences)).toEqual(inOrder(ARGUED.filter(({ file }) => names.has(file))));
  });

  test("04-sigma-regression: every case fires, and what else is said to", async () => {
    const cases = regressionCases();
    expect(cases).toHaveLength(115);
    for (const regression of cases) {
      const { differences, fired } = await differencesOf(regression);
      expect([regression.name, differences]).toEqual([regression.name, []]);
      expect(fired).toContain(regression.rule);
    }
  });

  test("every argued difference is about a file that is read here", () => {
    const names = new Set(
      ["01-evtx-attack-samples", "02-evtx-to-mitre", "03-security-datasets"].flatMap(expectedFiles).map(({ name }) => name),
    );
    expect(ARGUED.filter(({ file }) => !names.has(file))).toEqual([]);
  });
});
