import { dump, load } from "js-yaml";
import { z } from "zod";
import type { EventId } from "../../event/event.ts";
import { type CompiledRules, compileRules } from "../compile.ts";
import { scansOf } from "../ir/plan-walk.ts";
import { createRuleSet } from "../rule-set.ts";
import type { Hit } from "../run/row.ts";
import { isStateful, runStateful } from "../stateful.ts";
import { CaseEvent, rowOf } from "./case.ts";

const Document = z.record(z.string(), z.unknown());

/**
 * A conformance file for rules that know each other. `at` of an event is in seconds; `rules` are documents every case has,
 * of which a detection may be written short (`{ name, F: value }`). `expect` maps titles to findings: the ids of the
 * events of each, joined by blanks. `said` are the codes of all diagnostics.
 */
const StatefulFile = z.object({
  name: z.string(),
  events: z.array(z.object({ at: z.number().default(0) }).and(CaseEvent)),
  rules: z.array(Document).default([]),
  cases: z.array(
    z.object({
      rules: z.array(Document).default([]),
      expect: z.record(z.string(), z.array(z.string())).default({}),
      said: z.array(z.string()).default([]),
    }),
  ),
});
export type StatefulFile = z.infer<typeof StatefulFile>;

export function readStateful(text: string): StatefulFile {
  return StatefulFile.parse(load(text));
}

const LOG_SOURCE = { category: "process_creation" };

/** `{ title, F: value }` as a whole rule: what a rule has besides its fields is not what these files are about. */
function wholeRule(document: z.infer<typeof Document>): object {
  if ("detection" in document || "filter" in document || "correlation" in document) {
    return "correlation" in document ? document : { logsource: LOG_SOURCE, ...document };
  }
  const { title, name, id, level, logsource = LOG_SOURCE, ...fields } = document;
  const head = Object.fromEntries(Object.entries({ title, name, id, level }).filter(([, value]) => value !== undefined));
  return { title: name ?? id, ...head, logsource, detection: { selection: fields, condition: "selection" } };
}

export function compileDocuments(documents: readonly z.infer<typeof Document>[]): CompiledRules {
  const text = documents.map((document) => dump(wholeRule(document), { noRefs: true })).join("---\n");
  return compileRules([{ file: "case.yml", text }]);
}

/** Every finding by the title of its rule: that of one event for a plain rule, those of all its events for a correlation. */
export function findingsIn({ rules }: CompiledRules, events: StatefulFile["events"]): { readonly [title: string]: readonly string[] } {
  const findings: { [title: string]: string[] } = {};
  const add = (title: string, finding: string) => {
    findings[title] = [...(findings[title] ?? []), finding];
  };
  const set = createRuleSet(rules);
  const hits: Hit[] = [];
  for (const [order, event] of events.entries()) {
    const { at, ...rest } = event;
    const row = rowOf(rest);
    for (const rule of set.match(row)) {
      if (!rule.isSilent) add(rule.title, event.id);
      for (const { scan } of rule.plan ? scansOf(rule.plan) : []) {
        hits.push({ scan, event: event.id as EventId, at: at * 1_000_000, order, get: (field) => row.get(field) });
      }
    }
  }
  for (const rule of rules) {
    if (!isStateful(rule) || rule.isSilent) continue;
    for (const finding of runStateful(rule, hits)) add(rule.title, finding.evidence.join(" "));
  }
  return findings;
}
