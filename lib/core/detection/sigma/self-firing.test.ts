import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { createMeter } from "../../decode/framing/meter.ts";
import { unzip } from "../../decode/framing/zip.ts";
import { bufferSource, DECODE_LIMITS } from "../../decode/source.ts";
import { compileFile, compileRules } from "../compile.ts";
import { evaluate } from "../match/evaluate.ts";
import type { CompiledRule } from "../rule.ts";
import { createRuleSet } from "../rule-set.ts";
import { fire, SHIPPERS } from "./testing/self-firing.ts";

const PACK = path.resolve(import.meta.dirname, "../../../../../shared/data/10-rule-packs/sigmahq-8eaafff1.zip");

/** `product/service`, `product/category`, `/category`, `/service`: as the tables of shippers are keyed. */
function sourceText(key: string): string {
  const parts = key.split("/");
  const [product = "", second, third] = parts;
  const category = third !== undefined || CATEGORIES.has(second ?? "") ? second : undefined;
  const service = third ?? (category === undefined ? second : undefined);
  return [product && `product: ${product}`, category && `category: ${category}`, service && `service: ${service}`]
    .filter(Boolean)
    .join(", ");
}

const CATEGORIES = new Set("application webserver proxy dns firewall database process_creation file_event network_connection".split(" "));

describe("every log source that is known by its shippers' records is routed from each of them", () => {
  test.each(Object.keys(SHIPPERS).map((key) => [sourceText(key)]))("%s", (source) => {
    const text = `title: t\nlogsource: { ${source} }\ndetection: { words: [needle-in-the-hay], condition: words }\n`;
    const [rule] = compileFile({ file: "r.yml", text }).rules;
    expect(rule?.diagnostics.filter(({ code }) => code === "no-source")).toEqual([]);
    const set = createRuleSet(rule ? [rule] : []);
    // By the index, which the rules are asked through: a word may stand in a record inside the record.
    const fired = rule && fire(rule, (event) => set.match(event).length > 0);
    expect(fired?.kind === "tried" && [...fired.shippers].filter(([, isHit]) => !isHit)).toEqual([]);
  });
});

async function packRules(): Promise<readonly CompiledRule[]> {
  const source = bufferSource(readFileSync(PACK));
  const files: { readonly file: string; readonly text: string }[] = [];
  for await (const item of unzip(source, createMeter(DECODE_LIMITS, source.size))) {
    if (item.kind === "trouble" || !item.name.endsWith(".yml")) continue;
    const pieces: Uint8Array[] = [];
    for await (const piece of item.bytes()) pieces.push(Uint8Array.from(piece));
    files.push({ file: item.name, text: Buffer.concat(pieces).toString("utf8") });
  }
  return compileRules(files).rules.filter(({ plan }) => plan !== null);
}

describe.runIf(existsSync(PACK))(
  "SigmaHQ's rules fire on events made from their own words, as shippers would send them",
  { timeout: 300_000 },
  () => {
    test("and none is missed in silence", async () => {
      const rules = await packRules();
      const set = createRuleSet(rules);
      const disagreed: string[] = [];
      const missed: string[] = [];
      const unmade: string[] = [];
      let tried = 0;
      for (const [at, rule] of rules.entries()) {
        const fired = fire(rule, (event) => {
          const isMeant = rule.plan?.op === "scan" && evaluate(rule.plan.where, event) === true;
          // One in ten: events as different as these cost the index a bucket each.
          if (at % 10 === 0 && set.match(event).includes(rule) !== isMeant) disagreed.push(rule.title);
          return isMeant;
        });
        const isWarned = rule.diagnostics.some(({ code }) => code === "no-source");
        if (fired.kind === "no-event") unmade.push(rule.title);
        else if (fired.kind === "no-shape") {
          if (!isWarned) missed.push(`${rule.logSource}: ${rule.title}: no shipper, and no warning`);
        } else {
          tried += 1;
          for (const [shipper, isHit] of fired.shippers) {
            const why = `${rule.title} by ${shipper}`;
            if (!isHit && !(rule.title in EXPECTED)) missed.push(why);
          }
        }
      }
      expect(missed).toEqual([]);
      // All rules at once, by the index: what it finds of a rule is what the rule says.
      expect(disagreed).toEqual([]);
      // Asks that one field be a word and have a GUID in it.
      expect(unmade).toEqual(["COM Object Execution via Xwizard.EXE"]);
      expect(tried + unmade.length).toBe(rules.length);
    });
  },
);

/** Rules that no event of their log can satisfy, and why. */
const EXPECTED: { readonly [title: string]: string } = {
  // Its other rule, "Important Windows Eventlog Cleared", fires on the same record.
  "Eventlog Cleared": "leaves out records of the channel System, which all of these are",
  "User State Changed From Guest To Member": "compares the whole message with a part of the changed properties",
  "Password Reset By User Account": "compares with UPN, which stands for a name of the site's own",
};
