import { compileFile, languageOf } from "#core/detection/compile";
import type { Diagnostic } from "#core/detection/diagnostic";
import type { Language } from "#core/detection/finding";
import { print } from "#core/detection/ir/print";
import type { CompiledRule } from "#core/detection/rule";
import { ruleFilesBelow } from "./rule-files.ts";

type PerLanguage = { readonly [L in Language]: number };

/** What the rule paths held. `problems` are lines for people: `file:line:column: code: message`. */
export interface LoadedRules {
  readonly rules: readonly CompiledRule[];
  readonly loaded: PerLanguage;
  readonly rejected: PerLanguage;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Milliseconds. */
  readonly took: number;
}

/** Reads and compiles every rule below every path. Nothing is skipped in silence: what cannot be used is among the errors. */
export async function loadRules(paths: readonly string[]): Promise<LoadedRules> {
  const start = performance.now();
  const kept = new Map<string, CompiledRule>();
  const loaded = { sigma: 0, eql: 0, kql: 0 };
  const rejected = { sigma: 0, eql: 0, kql: 0 };
  const errors: string[] = [];
  const warnings: string[] = [];
  for (const path of paths) {
    for await (const source of ruleFilesBelow(path)) {
      if (!("text" in source)) {
        errors.push(`${source.path}: unreadable: ${source.reason}`);
        continue;
      }
      const compiled = compileFile(source);
      for (const diagnostic of compiled.diagnostics)
        (diagnostic.severity === "error" ? errors : warnings).push(line(source.file, diagnostic));
      for (const rule of compiled.rules) {
        if (!rule.plan) {
          rejected[rule.language]++;
          continue;
        }
        // The same rule below two paths is one rule; two rules under one id are both kept: dropping either could lose a finding.
        const key = `${rule.id} ${rule.plan.op === "scan" ? rule.plan.scan : print(rule.plan)}`;
        if (kept.has(key)) continue;
        loaded[rule.language]++;
        kept.set(key, rule);
      }
      const failed = compiled.rules.length === 0 || compiled.diagnostics.some((d) => d.severity === "error" && !ofRule(d, compiled.rules));
      if (failed) rejected[rejectedLanguage(source.file, compiled.diagnostics)]++;
    }
  }
  return { rules: [...kept.values()], loaded, rejected, errors, warnings, took: performance.now() - start };
}

function ofRule(diagnostic: Diagnostic, rules: readonly CompiledRule[]): boolean {
  return rules.some((rule) => rule.diagnostics.includes(diagnostic));
}

/** A Sentinel analytic rule is KQL in YAML. */
function rejectedLanguage(file: string, diagnostics: readonly Diagnostic[]): Language {
  if (diagnostics.some((diagnostic) => diagnostic.code === "unsupported-language" && diagnostic.message.startsWith("KQL"))) return "kql";
  return languageOf(file) ?? "sigma";
}

function line(file: string, { line: row, column, code, message, severity }: Diagnostic): string {
  return `${file}:${row}:${column}: ${code}: ${severity === "warning" ? "warning: " : ""}${message}`;
}
