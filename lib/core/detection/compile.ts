import type { Diagnostic } from "./diagnostic.ts";
import { readEqlFile } from "./eql/file.ts";
import type { Language, RuleId } from "./finding.ts";
import type { CompiledRule } from "./rule.ts";
import { type Linked, link } from "./sigma/link.ts";
import type { Placeholders } from "./sigma/modifiers.ts";
import { type ReadUnit, readSigmaFile, type SigmaFile } from "./sigma/read-file.ts";

export interface RuleSource {
  readonly file: string;
  readonly text: string;
}

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

/** A rule file that was read but not linked: `linkRules` finds what its documents refer to. */
export interface ReadFile extends SigmaFile {
  readonly file: string;
  /** Rules that refer to no other. */
  readonly rules: readonly CompiledRule[];
}

export interface CompileOptions {
  /** Values of Sigma's `%placeholders%`. */
  readonly placeholders?: Placeholders;
}

/** Rule texts beyond this are refused: the longest published rule has 70 kB. */
const MOST_CHARACTERS = 2 * 1024 * 1024;

/** The language a rule file is written in, by its name; undefined when the name says nothing. */
export function languageOf(file: string): Language | undefined {
  const extension = /\.([^./\\]+)$/.exec(file)?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined;
}

const EXTENSIONS: { readonly [extension: string]: Language } = {
  yml: "sigma",
  yaml: "sigma",
  toml: "eql",
  eql: "eql",
  kql: "kql",
  md: "kql",
};

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
  const language = languageOf(source.file);
  const extensions = Object.keys(EXTENSIONS).map((extension) => `.${extension}`);
  if (language === undefined) return refused(source, "unknown-rule-file", `a rule file ends in ${extensions.join(", ")}`);
  if (source.text.length > MOST_CHARACTERS) {
    return refused(source, "file-too-large", `a rule file has at most ${MOST_CHARACTERS} characters`);
  }
  if (/\.eql$/i.test(source.file)) return { file: source.file, units: [], rules: [readEqlFile(source)], diagnostics: [] };
  if (language !== "sigma") return refused(source, "unsupported-language", `${extensionName(source.file)} rules are not supported yet`);
  return { file: source.file, rules: [], ...readSigmaFile(source, options.placeholders ?? new Map()) };
}

function extensionName(file: string): string {
  return /\.toml$/i.test(file) ? "EQL (Elastic's TOML)" : "KQL";
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

function ruleOf({ head, id, file, text }: ReadUnit, { plan, severity, isSilent, filters, diagnostics }: Linked): CompiledRule {
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
    diagnostics,
  };
}

function filterOf({ head, id, file, text }: ReadUnit, { diagnostics }: Linked): CompiledFilter {
  return { id, title: head.title, file, source: text, rules: [], diagnostics };
}
