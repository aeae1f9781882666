import { compileFile } from "#core/detection/compile";
import type { Diagnostic } from "#core/detection/diagnostic";
import { compileEql } from "#core/detection/eql/eql";
import type { Plan } from "#core/detection/ir/plan";
import type { Query } from "#core/detection/run/query";

/** A query over single events or several of them, and what it is called among others. */
export interface NamedQuery extends Query {
  readonly name: string;
}

export type CompiledEvents =
  | { readonly ok: false; readonly diagnostic: Diagnostic }
  | { readonly ok: true; readonly queries: readonly NamedQuery[]; readonly warnings: readonly Diagnostic[] };

/** A text in EQL, or the rules of a Sigma file, ready to run; or what is wrong with it. */
export function compiledEvents(language: "eql" | "sigma", text: string): CompiledEvents {
  return language === "eql" ? compiledEql(text) : compiledRules(text);
}

function compiledEql(text: string): CompiledEvents {
  const query = compileEql(text);
  if ("code" in query) return { ok: false, diagnostic: query };
  return { ok: true, queries: [{ ...query, name: "" }], warnings: query.warnings };
}

function compiledRules(text: string): CompiledEvents {
  const { rules, diagnostics } = compileFile({ file: "hunt.yml", text });
  const problem = [...diagnostics, ...rules.flatMap((rule) => rule.diagnostics)].find(({ severity }) => severity === "error");
  if (problem) return { ok: false, diagnostic: problem };
  const queries = rules.flatMap((rule) => (rule.plan && !rule.isSilent ? [ruleQuery(rule.title, rule.plan)] : []));
  if (queries.length === 0)
    return { ok: false, diagnostic: { severity: "error", code: "no-rule", message: "there is no rule in this text", line: 1, column: 1 } };
  return { ok: true, queries, warnings: diagnostics };
}

/** How many events a finding of several has is not known before: all of them are shown. */
function ruleQuery(name: string, plan: Plan): NamedQuery {
  return { name, plan, places: plan.op === "scan" ? ["event"] : "all", pipes: [] };
}
