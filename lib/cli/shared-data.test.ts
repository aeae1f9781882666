import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { decode, isFault } from "#core/decode/decode";
import { evaluate } from "#core/detection/match/evaluate";
import type { CompiledRule } from "#core/detection/rule";
import { createRuleSet, type RuleSet } from "#core/detection/rule-set";
import type { Event } from "#core/event/event";
import { normalise } from "#core/normalise/normalise";
import { openFile } from "./file-source.ts";
import { type LoadedRules, loadRules } from "./rules.ts";

const DATA = path.resolve(import.meta.dirname, "../../../shared/data");
const PACK = path.join(DATA, "10-rule-packs/sigmahq-8eaafff1.zip");
const expected = (file: string) => JSON.parse(readFileSync(path.join(DATA, file), "utf8"));
type Hits = { [ruleId: string]: number };

async function* eventsOf(file: string): AsyncGenerator<Event> {
  const source = await openFile(path.join(DATA, file));
  try {
    for await (const item of decode(source, { file })) {
      if (isFault(item)) continue;
      const event = normalise(item, { receivedAt: 0 });
      if (!("kind" in event)) yield event;
    }
  } finally {
    await source.close();
  }
}

/** Hits of a rule that others do not count, with the reason why they are right. */
const MORE_THAN_EXPECTED: { readonly [file: string]: string } = {
  "02:Antivirus/ID1116-1117-Defender threat detected.evtx": "libevtx, and so the expectation, could not read the file",
  "02:TA0005-Defense Evasion/T1562.004-Impair Defenses-Disable or Modify System Firewall/ID800-4103-Firewall disabled.evtx":
    "libevtx, and so the expectation, could not read the file",
  "03:compound/GoldenSAMLADFSMailAccess/WindowsEvents.Zip/WindowsEvents.json": "Log Analytics records were not routed by the expectation",
  "03:compound/Log4Shell/sysmon_log4shell_cve2021_44228_java_serialized_object.zip/sysmon_log4shell_cve2021_44228_java_serialized_object_2022-05-13045800.json":
    "this layout of Sysmon records was not routed by the expectation",
};

/** The expectation searched keywords in the name of the file too: only that contains "mimispool". */
const NOT_A_HIT = new Set(["f34d942d-c8c4-4f1f-b196-22471aecf10a"]);

describe.runIf(existsSync(PACK))("SigmaHQ's rules on public data", { timeout: 120_000 }, () => {
  let loaded: LoadedRules;
  let windows: readonly CompiledRule[];
  let rules: RuleSet;

  beforeAll(async () => {
    loaded = await loadRules([PACK]);
    windows = loaded.rules.filter((rule) => rule.logSource.startsWith("windows") || rule.logSource === "antivirus");
    rules = createRuleSet(windows);
  }, 120_000);

  async function hitsOf(file: string, isWanted = (_: Event) => true): Promise<Hits> {
    const hits: Hits = {};
    for await (const event of eventsOf(file)) {
      if (!isWanted(event)) continue;
      for (const rule of rules.match(event)) if (!rule.file.includes("/rules-placeholder/")) hits[rule.id] = (hits[rule.id] ?? 0) + 1;
    }
    return hits;
  }

  function compare(name: string, hits: Hits, wanted: Hits): void {
    const rest = Object.fromEntries(Object.entries(wanted).filter(([id]) => !NOT_A_HIT.has(id)));
    if (name in MORE_THAN_EXPECTED) expect(hits).toMatchObject(rest);
    else expect(hits).toEqual(rest);
  }

  test("all Windows rules load but the two that need a site's own values", () => {
    const refused = loaded.errors.filter((line) => !line.includes("/rules-placeholder/"));
    expect(windows.filter((rule) => rule.logSource !== "antivirus" && !rule.file.includes("/rules-placeholder/"))).toHaveLength(2_856);
    expect(refused).toHaveLength(2);
    expect(refused.every((line) => line.includes("unresolved-placeholder: the placeholder %known_cdcs%"))).toBe(true);
  });

  test("the seeds' rules find what the seeds say, in every form", async () => {
    const { totals } = expected("09-derived-seeds/expected.json");
    for (const file of ["seed.sysmon-nxlog.ndjson", "seed.ecs-endpoint.ndjson", "seed.mde-streaming.ndjson", "DeviceNetworkEvents.csv"]) {
      const hits = await hitsOf(`09-derived-seeds/${file}`);
      expect([file, hits["50e54b8d-ad73-43f8-96a1-5191685b17a4"]]).toEqual([file, totals.sigma_http]);
      expect([file, hits["8e5e38e4-5350-4c0b-895a-e872ce0dd54f"]]).toEqual([file, totals.msiexec]);
    }
  });

  test("Callout's own rules for the seeds find the same", async () => {
    const { totals } = expected("09-derived-seeds/expected.json");
    const own = createRuleSet((await loadRules([path.resolve(import.meta.dirname, "../rules")])).rules);
    for (const file of ["seed.sysmon-nxlog.ndjson", "seed.ecs-endpoint.ndjson", "seed.mde-streaming.ndjson", "DeviceNetworkEvents.csv"]) {
      const titles: Hits = {};
      for await (const event of eventsOf(`09-derived-seeds/${file}`)) {
        for (const rule of own.match(event)) titles[rule.title] = (titles[rule.title] ?? 0) + 1;
      }
      expect({ file, ...titles }).toEqual({
        file,
        "MSBuild Making Network Connections": totals.sigma_http,
        "MSBuild Connecting to Non-Standard Ports": totals.nonstd,
        "Msiexec Connecting Over HTTP": totals.msiexec,
      });
    }
  });

  test("all 115 regression cases fire, and of the other rules those that are said to", async () => {
    const cases: { [id: string]: { evtx: string; all_hits: Hits } } = expected("04-sigma-regression/expected.json");
    expect(Object.keys(cases)).toHaveLength(115);
    for (const [id, { evtx, all_hits }] of Object.entries(cases)) {
      const hits = await hitsOf(`04-sigma-regression/${evtx}`);
      expect(hits[id]).toBeGreaterThan(0);
      compare(`04:${evtx}`, hits, all_hits);
    }
  });

  test.each([
    ["01", "01-evtx-attack-samples"],
    ["02", "02-evtx-to-mitre"],
  ])("the hits in %s are the expected ones, rule by rule", async (number, folder) => {
    for (const [file, { sigma }] of Object.entries<{ sigma: Hits }>(expected(`${folder}/expected-sigma.json`))) {
      compare(`${number}:${file}`, await hitsOf(`${folder}/${file}`), sigma);
    }
  });

  test("the hits in 03 are the expected ones, rule by rule", async () => {
    for (const [name, { sigma }] of Object.entries<{ sigma: Hits }>(expected("03-security-datasets/expected.json"))) {
      const archive = /^.*?\.(?:zip|Zip|tar\.gz)(?=\/)/.exec(name)?.[0] ?? name;
      const hits = await hitsOf(`03-security-datasets/${archive}`, (event) => !path.basename(event.record.position.file).startsWith("._"));
      compare(`03:${name}`, hits, sigma);
    }
  });

  test("the index finds what asking every rule about every event finds", async () => {
    const file = "03-security-datasets/atomic/windows/defense_evasion/host/cmd_bitsadmin_download_psh_script.zip";
    let at = 0;
    for await (const event of eventsOf(file)) {
      if (at++ % 5 !== 0) continue;
      const slow = windows.filter((rule) => rule.plan && evaluate(rule.plan.where, event) === true);
      expect(rules.match(event)).toEqual(slow);
    }
    expect(at).toBeGreaterThan(400);
  });
});
