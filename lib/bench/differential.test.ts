import { existsSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { evaluate } from "#core/detection/match/evaluate";
import { createRuleSet } from "#core/detection/rule-set";
import { loadCorpora, SHARED_DATA } from "./corpus.ts";
import { readEvents, readRecords } from "./lanes/normalise.ts";
import { compilePack, loadRulePacks } from "./rules.ts";

const hasData = existsSync(path.join(SHARED_DATA, "03-security-datasets")) && existsSync(path.join(SHARED_DATA, "10-rule-packs"));
const WARMING = 3_000;
const COMPARED = 60;

test.runIf(hasData)(
  "all of SigmaHQ for Windows finds through the index what asking every rule of recorded events finds",
  { timeout: 600_000 },
  async () => {
    const [corpora, packs] = await Promise.all([loadCorpora({ synthetic: false }), loadRulePacks()]);
    const rules = packs.flatMap((pack) => compilePack(pack.sources));
    const set = createRuleSet(rules);
    let found = 0;
    for (const corpus of corpora) {
      const events = readEvents((await readRecords(corpus, { lazy: true })).slice(0, WARMING));
      const parsed = readEvents((await readRecords(corpus)).slice(0, WARMING));
      // Clues are chosen by what the first events showed: what is compared comes after.
      for (const event of events) set.match(event);
      const apart = Math.floor(events.length / COMPARED);
      for (const [at, event] of parsed.entries()) {
        if (at % apart !== 0) continue;
        const slow = rules.filter((rule) => rule.plan?.op === "scan" && evaluate(rule.plan.where, event) === true);
        found += slow.length;
        for (const same of [event, events[at]]) {
          expect((same ? set.match(same) : []).map((rule) => rule.id)).toEqual(slow.map((rule) => rule.id));
        }
      }
    }
    expect(found).toBeGreaterThan(0);
  },
);
