import type { Diagnostic } from "./diagnostic.ts";
import type { Language, RuleId } from "./finding.ts";
import type { CompiledRule } from "./rule.ts";
import type { CompileOptions, ReadFile, RuleReader, RuleSource } from "./rule-reader.ts";
import { RULE_READERS } from "./rule-readers.ts";
import { type Linked, link } from "./sigma/link.ts";
import type { ReadUnit } from "./sigma/read-file.ts";

export interface CompiledFile {
  /** One for every rule of the file, refused ones included. Filters are none. */
  readonly rules: readonly CompiledRule[];
  /** Everything said about the file and its rules. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What is wrong, and in which file. */
export interface FileDiagnostic extends Diagnostic {
  readonly file: string;
}

/** A Sigma filter and what became of it. */
export interface CompiledFilter {
  readonly id: RuleId;
  readonly title: string;
  readonly file: string;
  /** The filter's own text. */
  readonly source: string;
  /** Rules it is part of now. Empty with an error among the diagnostics: refused. */
  readonly rules: readonly RuleId[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface CompiledRules {
  readonly rules: readonly CompiledRule[];
  readonly filters: readonly CompiledFilter[];
  /** In the order of the files. */
  readonly diagnostics: readonly FileDiagnostic[];
}

/** The readers of files with this name's extension; none when the name says it is no rule file. */
export function readersOf(file: string): readonly RuleReader[] {
  const extension = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? "";
  return RULE_READERS.filter((reader) => reader.extensions.includes(extension));
}

/**
 * The language a rule file is written in, by its name; undefined when the name says nothing: `.json` is many things, and
 * `isRuleFile` looks inside.
 */
export function languageOf(file: string): Language | undefined {
  return readersOf(file).find((reader) => !reader.isShared)?.language;
}

/** Whether a file is one of rules: by its name where that is enough, otherwise by its text. */
export function isRuleFile({ file, text }: RuleSource): boolean {
  return readersOf(file).some((reader) => !reader.isShared || reader.recognises(text));
}

/** Compiles every rule of a file, linked with each other. Never throws on bad text: what is wrong is a diagnostic with its line and column. */
export function compileFile(source: RuleSource, options: CompileOptions = {}): CompiledFile {
  const { rules, diagnostics } = linkRules([readRules(source, options)]);
  return { rules, diagnostics: diagnostics.map(({ file: _, ...diagnostic }) => diagnostic) };
}

/** Compiles the rules of many files together: correlations and filters find what they name in all of them. */
export function compileRules(sources: Iterable<RuleSource>, options: CompileOptions = {}): CompiledRules {
  return linkRules(Array.from(sources, (source) => readRules(source, options)));
}

/** Reads a file without looking anything up. What it gives can be kept and linked again and again with other files. */
export function readRules(source: RuleSource, options: CompileOptions = {}): ReadFile {
  const readers = readersOf(source.file);
  if (readers.length === 0) {
    const extensions = [...new Set(RULE_READERS.flatMap((reader) => reader.extensions))].map((extension) => `.${extension}`);
    return refused(source, "unknown-rule-file", `a rule file ends in ${extensions.join(", ")}`);
  }
  const most = Math.max(...readers.map((reader) => reader.mostCharacters));
  const reader = source.text.length <= most ? readers.find((candidate) => candidate.recognises(source.text)) : undefined;
  if (!reader && source.text.length <= most) return refused(source, "not-a-rule", "nothing in this file is a rule of a known form");
  if (!reader || source.text.length > reader.mostCharacters) {
    return refused(source, "file-too-large", `a rule file has at most ${reader?.mostCharacters ?? most} characters`);
  }
  return { file: source.file, units: [], rules: [], ...reader.read(source, options) };
}

function refused({ file }: RuleSource, code: string, message: string): ReadFile {
  return { file, units: [], rules: [], diagnostics: [{ severity: "error", code, message, line: 1, column: 1 }] };
}

/** Filters go into the rules they name, rules into the correlations that name them. Reading is the dear part; this is quick. */
export function linkRules(files: readonly ReadFile[]): CompiledRules {
  const units = files.flatMap((file) => file.units);
  const linked = new Map(link(units).map((item) => [item.unit, item]));
  const rules: CompiledRule[] = [];
  const filters: CompiledFilter[] = [];
  const diagnostics: FileDiagnostic[] = [];
  for (const { file, units: own, rules: whole, diagnostics: loose } of files) {
    for (const diagnostic of [...loose, ...whole.flatMap((rule) => rule.diagnostics)]) diagnostics.push({ ...diagnostic, file });
    rules.push(...whole);
    for (const unit of own) {
      const item = linked.get(unit);
      if (!item) continue;
      for (const diagnostic of item.diagnostics) diagnostics.push({ ...diagnostic, file });
      if (unit.body.kind === "filter") filters.push(filterOf(unit, item));
      else rules.push(ruleOf(unit, item));
    }
  }
  const users = new Map<RuleId, RuleId[]>();
  for (const rule of rules) for (const id of rule.filters ?? []) users.set(id, [...(users.get(id) ?? []), rule.id]);
  return { rules, filters: filters.map((filter) => ({ ...filter, rules: users.get(filter.id) ?? [] })), diagnostics };
}

function ruleOf({ head, id, file, text, body }: ReadUnit, { plan, severity, isSilent, filters, diagnostics }: Linked): CompiledRule {
  const { level: _, source: __, name, id: ___, ...shown } = head;
  return {
    ...shown,
    id,
    severity,
    language: "sigma",
    source: text,
    file,
    plan,
    ...(name === undefined ? {} : { name }),
    ...(isSilent ? { isSilent } : {}),
    ...(filters.length > 0 ? { filters } : {}),
    ...(body.kind === "correlation" ? { details: { type: "correlation" } } : {}),
    diagnostics,
  };
}

function filterOf({ head, id, file, text }: ReadUnit, { diagnostics }: Linked): CompiledFilter {
  return { id, title: head.title, file, source: text, rules: [], diagnostics };
}
