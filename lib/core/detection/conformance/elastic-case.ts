import { load } from "js-yaml";
import { stringify } from "smol-toml";
import { z } from "zod";
import type { EventId } from "../../event/event.ts";
import { compileFile } from "../compile.ts";
import { scansOf } from "../ir/plan-walk.ts";
import type { CompiledRule } from "../rule.ts";
import { createRuleSet } from "../rule-set.ts";
import type { QueryRow } from "../run/query.ts";
import type { Hit } from "../run/row.ts";
import { isStateful, leafRules, runStateful } from "../stateful.ts";
import { CaseEvent } from "./case.ts";

const Members = z.record(z.string(), z.unknown());

/**
 * A conformance file of Elastic's rules: what some events are to some rules. Members of an event are fields in Elastic's
 * names; `at` is in seconds. A case is a rule, or the `query` of one in Kuery. `expect` lists the findings: the ids of the
 * events of each, joined by blanks. `said` are the codes of all diagnostics.
 */
const ElasticFile = z.object({
  name: z.string(),
  events: z.array(z.object({ at: z.number().default(0) }).and(CaseEvent)).default([]),
  rule: Members.default({}),
  cases: z.array(
    z.object({
      query: z.string().optional(),
      rule: Members.default({}),
      expect: z.array(z.string()).default([]),
      said: z.array(z.string()).default([]),
    }),
  ),
});
export type ElasticFile = z.infer<typeof ElasticFile>;

export function readElasticCases(text: string): ElasticFile {
  return ElasticFile.parse(load(text));
}

const HEAD = { name: "Case", type: "query", language: "kuery", severity: "low", risk_score: 21 };

/** The rule of a case as Kibana and as detection-rules write it; both must be the same rule. */
export function compileElasticCase({ rule: shared }: ElasticFile, { query, rule }: ElasticFile["cases"][number]) {
  const members = { ...HEAD, ...(query === undefined ? {} : { query }), ...shared, ...rule };
  const json = compileFile({ file: "case.json", text: JSON.stringify(members) });
  const toml = compileFile({ file: "case.toml", text: stringify({ rule: members }) });
  return { json, toml };
}

function rowOf({ id, at, ...fields }: ElasticFile["events"][number], order: number): QueryRow {
  const values = new Map(Object.entries(fields));
  const texts = Object.values(fields)
    .flat()
    .filter((value) => typeof value === "string");
  return { id: id as EventId, timestamp: at * 1_000_000, order, get: ({ name }) => values.get(name), texts: () => texts };
}

/** The events of every finding of a rule. */
export function elasticFindings(rule: CompiledRule, events: ElasticFile["events"]): readonly string[] {
  const set = createRuleSet(isStateful(rule) ? leafRules([rule]) : [rule]);
  const alone: string[] = [];
  const hits: Hit[] = [];
  for (const [order, event] of events.entries()) {
    const row = rowOf(event, order);
    for (const matched of set.match(row)) {
      alone.push(event.id);
      for (const { scan } of matched.plan ? scansOf(matched.plan) : []) {
        hits.push({ scan, event: row.id, at: row.timestamp, order, get: (field) => row.get(field) });
      }
    }
  }
  return isStateful(rule) ? runStateful(rule, hits.reverse()).map(({ evidence }) => evidence.join(" ")) : alone;
}
