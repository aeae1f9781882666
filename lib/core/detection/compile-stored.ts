import { type CompiledFile, linkRules, readRules } from "./compile.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { CompiledRule } from "./rule.ts";
import type { CompileOptions, RuleSource } from "./rule-reader.ts";
import { isStateful } from "./stateful.ts";

/**
 * Compiles every rule of a file for itself, as rules are stored: one by one, each by its own text. What needs other rules
 * or several events is refused with its place: a correlation, a filter, a sequence that were stored and not run would be
 * silent misses. `callout scan` runs them.
 */
export function compileStored(source: RuleSource, options: CompileOptions = {}): CompiledFile {
  const file = readRules(source, options);
  const diagnostics: Diagnostic[] = [];
  const alone = file.units.flatMap((unit) => {
    if (unit.body.kind !== "filter") return [linkRules([{ ...file, rules: [], diagnostics: [], units: [unit] }])];
    diagnostics.push({ ...FILTER, ...unit.places(0), message: `${FILTER.message}: “${unit.head.title}”` });
    return [];
  });
  const rules = [...file.rules, ...alone.flatMap((linked) => linked.rules)].map(refuseStateful);
  return { rules, diagnostics: [...file.diagnostics, ...rules.flatMap((rule) => rule.diagnostics), ...diagnostics] };
}

const FILTER = {
  severity: "error",
  code: "filter-not-stored",
  message: "filters are applied by `callout scan --filters`; the console does not apply them yet, write an exception instead",
} as const;

function refuseStateful(rule: CompiledRule): CompiledRule {
  if (!isStateful(rule)) return rule;
  return { ...rule, plan: null, diagnostics: [...rule.diagnostics, STATEFUL] };
}

const STATEFUL: Diagnostic = {
  severity: "error",
  code: "stateful-not-stored",
  message: "this rule looks at several events (a correlation, sequence or sample); `callout scan` runs it, the console does not yet",
  line: 1,
  column: 1,
};
