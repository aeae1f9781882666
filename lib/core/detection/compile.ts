import type { Diagnostic } from "./diagnostic.ts";
import type { Language } from "./finding.ts";
import { type CompiledRule, ruleId } from "./rule.ts";
import type { Placeholders } from "./sigma/modifiers.ts";
import { createReport, placesOf } from "./sigma/report.ts";
import { readSigma } from "./sigma/sigma.ts";
import { member, readYaml, YamlFault, type YamlMap, type YamlNode } from "./sigma/yaml.ts";

export interface RuleSource {
  readonly file: string;
  readonly text: string;
}

export interface CompiledFile {
  /** One for every rule of the file, refused ones included. */
  readonly rules: readonly CompiledRule[];
  /** Everything said about the file and its rules. */
  readonly diagnostics: readonly Diagnostic[];
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

/** Compiles every rule of a file. Never throws on bad text: what is wrong is a diagnostic with its line and column. */
export function compileFile(source: RuleSource, options: CompileOptions = {}): CompiledFile {
  const language = languageOf(source.file);
  if (language === undefined)
    return refused(
      "unknown-rule-file",
      `a rule file ends in ${Object.keys(EXTENSIONS)
        .map((e) => `.${e}`)
        .join(", ")}`,
    );
  if (language !== "sigma") return refused("unsupported-language", `${language.toUpperCase()} rules are not supported yet`);
  if (source.text.length > MOST_CHARACTERS) return refused("file-too-large", `a rule file has at most ${MOST_CHARACTERS} characters`);
  return compileYaml(source, options.placeholders ?? new Map());
}

function refused(code: string, message: string): CompiledFile {
  return { rules: [], diagnostics: [{ severity: "error", code, message, line: 1, column: 1 }] };
}

function compileYaml(source: RuleSource, placeholders: Placeholders): CompiledFile {
  const places = placesOf(source.text);
  let documents: readonly YamlNode[];
  try {
    documents = readYaml(source.text);
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error;
    return { rules: [], diagnostics: [{ severity: "error", code: error.code, message: error.message, ...places(error.offset) }] };
  }
  if (documents.length === 0) return refused("empty-file", "the file has no rule in it");
  const loose: Diagnostic[] = [];
  const rules: CompiledRule[] = [];
  for (const [index, document] of documents.entries()) {
    const report = createReport(places);
    if (document.kind === "map" && looksLikeRule(document)) {
      rules.push(compileDocument(document, textOf(source.text, documents, index), source.file, report, placeholders));
    } else {
      sayWhatItIs(document, report);
      loose.push(...report.diagnostics);
    }
  }
  return { rules, diagnostics: [...loose, ...rules.flatMap((rule) => rule.diagnostics)] };
}

type CollectedReport = ReturnType<typeof createReport>;

function compileDocument(root: YamlMap, text: string, file: string, report: CollectedReport, placeholders: Placeholders): CompiledRule {
  const { plan, id, ...rest } = readSigma(root, report, placeholders);
  return { ...rest, id: ruleId(id, text), language: "sigma", source: text, file, plan: plan ?? null, diagnostics: report.diagnostics };
}

function looksLikeRule(document: YamlMap): boolean {
  return (
    ["title", "detection", "logsource", "correlation", "filter", "action"].some((key) => member(document, key)) &&
    !member(document, "query")
  );
}

function sayWhatItIs(document: YamlNode, report: CollectedReport): void {
  if (member(document, "query"))
    report.error("unsupported-language", "KQL rules (Sentinel analytic rules) are not supported yet", document.offset);
  else report.error("not-a-rule", "this is YAML, but no Sigma rule: it has neither title, logsource nor detection", document.offset);
}

/** A document's own part of the text: documents are divided by lines that start with `---`. */
function textOf(text: string, documents: readonly YamlNode[], index: number): string {
  const from = documents.length === 1 || index === 0 ? 0 : dividerBefore(text, documents[index]?.offset ?? 0);
  const next = documents[index + 1];
  return text.slice(from, next ? dividerBefore(text, next.offset) : undefined);
}

function dividerBefore(text: string, offset: number): number {
  return text.lastIndexOf("\n---", offset) + 1;
}
