import type { Diagnostic } from "../diagnostic.ts";
import { placesOf } from "../place.ts";
import { ruleId } from "../rule.ts";
import { member, readYaml, YamlFault, type YamlMap, type YamlNode } from "../yaml.ts";
import type { Allowance } from "./item.ts";
import type { Placeholders } from "./modifiers.ts";
import { createReport, type Report } from "./report.ts";
import { readSigma } from "./sigma.ts";
import type { SigmaUnit } from "./unit.ts";

/** A Sigma file that was read: what each of its documents means by itself. `link` finds what they refer to. */
export interface SigmaFile {
  readonly units: readonly ReadUnit[];
  /** Those about no document in particular. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface ReadUnit extends SigmaUnit {
  readonly text: string;
}

/** Texts that modifiers may make of a file's values: a thousand times what SigmaHQ's dearest rule asks for. */
const MADE_TEXTS = 100_000;

const MERGED = "a document with action: global stands above and would be merged into this one, which is not supported: write whole rules";

/** Reads every document of a YAML file. Never throws on bad text. */
export function readSigmaFile(source: { readonly file: string; readonly text: string }, placeholders: Placeholders): SigmaFile {
  const places = placesOf(source.text);
  let documents: readonly YamlNode[];
  try {
    documents = readYaml(source.text);
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error;
    return { units: [], diagnostics: [{ severity: "error", code: error.code, message: error.message, ...places(error.offset) }] };
  }
  if (documents.length === 0) {
    const nothing: Diagnostic = { severity: "error", code: "empty-file", message: "the file has no rule in it", line: 1, column: 1 };
    return { units: [], diagnostics: [nothing] };
  }
  const allowance: Allowance = { left: MADE_TEXTS };
  let global: YamlNode | undefined;
  const loose: Diagnostic[] = [];
  const units: ReadUnit[] = [];
  for (const [index, document] of documents.entries()) {
    // `---` at the end of a file opens a document without anything in it.
    if (documents.length > 1 && document.kind === "scalar" && document.text === "") continue;
    const report = createReport(places);
    const action = actionOf(document);
    if (action === "global") global = document;
    else if (action === "reset") global = undefined;
    else if (global) report.error("unsupported-collection", MERGED, document.offset);
    if (document.kind === "map" && looksLikeRule(document)) {
      const read = readSigma(document, { report, placeholders, allowance });
      const text = textOf(source.text, documents, index);
      units.push({ ...read, id: ruleId(read.head.id, text), file: source.file, text, places, diagnostics: report.diagnostics });
    } else {
      sayWhatItIs(document, report);
      loose.push(...report.diagnostics);
    }
  }
  return { units, diagnostics: loose };
}

function actionOf(document: YamlNode): string | undefined {
  const action = member(document, "action");
  return action?.kind === "scalar" ? action.text.toLowerCase() : undefined;
}

function looksLikeRule(document: YamlMap): boolean {
  return (
    ["title", "detection", "logsource", "correlation", "filter", "action"].some((key) => member(document, key)) &&
    !member(document, "query")
  );
}

function sayWhatItIs(document: YamlNode, report: Report): void {
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
