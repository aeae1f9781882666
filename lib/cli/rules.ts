import { type FileDiagnostic, languageOf, linkRules, readRules } from "#core/detection/compile";
import type { Diagnostic } from "#core/detection/diagnostic";
import type { Language } from "#core/detection/finding";
import { print } from "#core/detection/ir/print";
import type { CompiledRule } from "#core/detection/rule";
import type { CompileOptions, ReadFile } from "#core/detection/rule-reader";
import { ruleFilesBelow } from "./rule-files.ts";

type PerLanguage = { readonly [L in Language]: number };

/** What the rule paths held. `problems` are lines for people: `file:line:column: code: message`. */
export interface LoadedRules {
  readonly rules: readonly CompiledRule[];
  readonly loaded: PerLanguage;
  readonly rejected: PerLanguage;
  /** How many rules of each type can be used and how many cannot; the type is the file's word for it, or the language. */
  readonly types: ReadonlyMap<string, { readonly usable: number; readonly refused: number }>;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Milliseconds. */
  readonly took: number;
}

/**
 * Reads and compiles every rule below every path, all of them together: correlations and filters find what they name in
 * any file. Of the filter paths only the filters count. Nothing is skipped in silence: what cannot be used is among the errors.
 */
export async function loadRules(
  paths: readonly string[],
  filterPaths: readonly string[] = [],
  options: CompileOptions = {},
): Promise<LoadedRules> {
  const start = performance.now();
  const rejected = { sigma: 0, eql: 0, kuery: 0, kql: 0 };
  const errors: string[] = [];
  const files = [...(await readAll(paths, options, errors)), ...(await readFilters(filterPaths, options, errors))];
  const { rules, diagnostics } = linkRules(files);
  const warnings: string[] = [];
  for (const diagnostic of diagnostics) (diagnostic.severity === "error" ? errors : warnings).push(line(diagnostic));
  for (const { file, units, rules: whole, diagnostics: loose } of files) {
    const isFailed = units.length + whole.length === 0 || loose.some(({ severity }) => severity === "error");
    if (isFailed) rejected[rejectedLanguage(file, loose)]++;
  }
  const kept = new Map<string, CompiledRule>();
  const loaded = { sigma: 0, eql: 0, kuery: 0, kql: 0 };
  const types = new Map<string, { usable: number; refused: number }>();
  for (const rule of rules) {
    const type = rule.details?.type ?? rule.language;
    const count = types.get(type) ?? { usable: 0, refused: 0 };
    count[rule.plan ? "usable" : "refused"]++;
    types.set(type, count);
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
  return { rules: [...kept.values()], loaded, rejected, types, errors, warnings, took: performance.now() - start };
}

async function readAll(paths: readonly string[], options: CompileOptions, errors: string[]): Promise<readonly ReadFile[]> {
  const files: ReadFile[] = [];
  for (const path of paths) {
    for await (const source of ruleFilesBelow(path)) {
      if ("text" in source) files.push(readRules(source, options));
      else errors.push(`${source.path}: unreadable: ${source.reason}`);
    }
  }
  return files;
}

/** Files given as filters are used for their filters alone; anything else in them is said to be ignored. */
async function readFilters(paths: readonly string[], options: CompileOptions, errors: string[]): Promise<readonly ReadFile[]> {
  const files = await readAll(paths, options, errors);
  return files.map((file) => {
    const others = [...file.rules, ...file.units.flatMap(({ body, head }) => (body.kind === "filter" ? [] : [head]))];
    for (const { title } of others) errors.push(`${file.file}: not-a-filter: "${title}" is a rule: give it with --rules`);
    return { ...file, rules: [], units: file.units.filter((unit) => unit.body.kind === "filter") };
  });
}

/** A Sentinel analytic rule is KQL in YAML. */
function rejectedLanguage(file: string, diagnostics: readonly Diagnostic[]): Language {
  if (diagnostics.some((diagnostic) => diagnostic.code === "unsupported-language" && diagnostic.message.startsWith("KQL"))) return "kql";
  return languageOf(file) ?? "sigma";
}

function line({ file, line: row, column, code, message, severity }: FileDiagnostic): string {
  return `${file}:${row}:${column}: ${code}: ${severity === "warning" ? "warning: " : ""}${message}`;
}
