import { existsSync } from "node:fs";
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

describe.runIf(existsSync(PACK))("SigmaHQ's rules on public data", { timeout: 120_000 }, () => {
  let loaded: LoadedRules;
  let windows: readonly CompiledRule[];
  let rules: RuleSet;

  beforeAll(async () => {
    loaded = await loadRules([PACK]);
    windows = loaded.rules.filter((rule) => rule.logSource.startsWith("windows") || rule.logSource === "antivirus");
    rules = createRuleSet(windows);
  }, 120_000);

  test("all Windows rules load but the two that need a site's own values", () => {
    const refused = loaded.errors.filter((line) => !line.includes("/rules-placeholder/"));
    expect(windows.filter((rule) => rule.logSource !== "antivirus" && !rule.file.includes("/rules-placeholder/"))).toHaveLength(2_856);
    expect(refused).toHaveLength(2);
    expect(refused.every((line) => line.includes("unresolved-placeholder: the placeholder %known_cdcs%"))).toBe(true);
  });

  test("the index finds what asking every rule about every event finds", async () => {
    const file = "03-security-datasets/atomic/windows/defense_evasion/host/cmd_bitsadmin_download_psh_script.zip";
    let at = 0;
    for await (const event of eventsOf(file)) {
      if (at++ % 5 !== 0) continue;
      const slow = windows.filter((rule) => rule.plan?.op === "scan" && evaluate(rule.plan.where, event) === true);
      expect(rules.match(event)).toEqual(slow);
    }
    expect(at).toBeGreaterThan(400);
  });
});
