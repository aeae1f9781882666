import { type CompiledFile, type CompiledFilter, linkRules, readRules } from "./compile.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { CompiledRule } from "./rule.ts";
import type { CompileOptions, ReadFile, RuleSource } from "./rule-reader.ts";

/**
 * Compiles a file as it is stored: every document of it a row, filters too (`filterRow`). `others`: stored rules that its
 * documents refer to, or filters that are for its rules.
 */
export function compileStored(source: RuleSource, options: CompileOptions = {}, others: readonly ReadFile[] = []): CompiledFile {
  return linkStored([readRules(source, options)], others);
}

/** The rows of some files, linked with each other and with others. What is said of a row stands among its own diagnostics. */
export function linkStored(files: readonly ReadFile[], others: readonly ReadFile[]): CompiledFile {
  // Rows of the same id are the same rule in another version: the files win over what is stored.
  const own = new Set(files.flatMap((file) => [...file.units, ...file.rules].map(({ id }) => id)));
  const rest = others.map((file) => ({ ...file, units: file.units.filter(({ id }) => !own.has(id)), rules: [] }));
  const linked = linkRules([...files, ...rest]);
  const isOwn = ({ id }: { readonly id: string }) => own.has(id as CompiledRule["id"]);
  const rules = [...linked.rules.filter(isOwn), ...linked.filters.filter(isOwn).map((filter) => filterRow(filter, unitOf(files, filter)))];
  return { rules, diagnostics: [...files.flatMap((file) => file.diagnostics), ...rules.flatMap((rule) => rule.diagnostics)] };
}

/** Whether a stored rule does nothing: it has an error. A filter has no plan and does something. */
export function isRefused(rule: CompiledRule): boolean {
  return rule.plan === null && (rule.details?.type !== "filter" || rule.diagnostics.some(({ severity }) => severity === "error"));
}

function unitOf(files: readonly ReadFile[], { id }: CompiledFilter): ReadFile["units"][number] | undefined {
  return files.flatMap((file) => file.units).find((unit) => unit.id === id);
}

/** A filter as a row of the list of rules. One that no rule matches is refused, until there is one. */
function filterRow(
  { id, title, file, source, rules, diagnostics }: CompiledFilter,
  unit: ReadFile["units"][number] | undefined,
): CompiledRule {
  const hasErrors = diagnostics.some(({ severity }) => severity === "error");
  const place = unit?.places(0) ?? { line: 1, column: 1 };
  const unmatched: readonly Diagnostic[] = rules.length === 0 && !hasErrors ? [{ ...UNMATCHED, ...place }] : [];
  return {
    id,
    title,
    language: "sigma",
    severity: unit?.head.level ?? "informational",
    status: unit?.head.status ?? "experimental",
    description: unit?.head.description ?? "",
    author: unit?.head.author ?? "",
    references: unit?.head.references ?? [],
    tags: unit?.head.tags ?? [],
    falsePositives: unit?.head.falsePositives ?? [],
    logSource: unit?.head.logSource ?? "",
    source,
    file,
    plan: null,
    details: { type: "filter" },
    diagnostics: [...diagnostics, ...unmatched],
  };
}

const UNMATCHED = {
  severity: "error",
  code: "filter-matches-nothing",
  message: "the filter applies to no rule that is here: none it names has its log source. It works from the moment there is one",
} as const;
