import type { Diagnostic } from "../diagnostic.ts";
import { placesOf } from "../place.ts";
import { readYaml, YamlFault, type YamlNode } from "../yaml.ts";
import type { Placeholders } from "./modifiers.ts";
import { createReport, type Report } from "./report.ts";

/** Values of `%placeholders%` as a text gave them. With an error among the diagnostics nothing of it is to be used. */
export interface PlaceholderFile {
  readonly placeholders: Placeholders;
  readonly diagnostics: readonly Diagnostic[];
}

/** What a rule may ask for between percent signs. */
export const PLACEHOLDER_NAME = /^\w[\w.-]*$/;

/** More values than any of a site's lists has, and a bound on what a text can make of memory. */
const MOST_VALUES = 100_000;

/** Reads a YAML (or JSON, which is YAML) map of names to a value or a list of values. Never throws on bad text. */
export function readPlaceholders(text: string): PlaceholderFile {
  const report = createReport(placesOf(text));
  const placeholders = new Map<string, readonly string[]>();
  try {
    const [document, another] = readYaml(text);
    if (another) report.error("many-documents", "one document with all placeholders is expected", another.offset);
    if (document) readMap(document, placeholders, report);
  } catch (error) {
    if (!(error instanceof YamlFault)) throw error;
    report.error(error.code, error.message, error.offset);
  }
  return { placeholders, diagnostics: report.diagnostics };
}

function readMap(document: YamlNode, placeholders: Map<string, readonly string[]>, report: Report): void {
  if (document.kind !== "map") {
    report.error("no-placeholders", "a map is expected: a name, and a list of values", document.offset);
    return;
  }
  let total = 0;
  for (const { key, value } of document.entries) {
    const name = key.text.replace(/^%(.*)%$/, "$1");
    if (!PLACEHOLDER_NAME.test(name)) {
      report.error("placeholder-name", `"${key.text}" is no name of a placeholder: letters, digits, _ . - only`, key.offset);
      continue;
    }
    if (placeholders.has(name)) report.error("duplicate-key", `the placeholder "${name}" occurs twice`, key.offset);
    const values = readValues(name, value, report);
    total += values.length;
    if (total > MOST_VALUES) {
      report.error("too-many-values", `there are more than ${MOST_VALUES} values`, key.offset);
      return;
    }
    placeholders.set(name, values);
  }
}

function readValues(name: string, node: YamlNode, report: Report): readonly string[] {
  const items = node.kind === "list" ? node.items : [node];
  // A rule that asks for one of no values would be silent for ever.
  if (items.length === 0) report.error("no-values", `the placeholder "${name}" has no values`, node.offset);
  return items.flatMap((item) => {
    if (item.kind === "scalar" && item.value !== null && item.text !== "") return [item.text];
    report.error("placeholder-value", `a value of "${name}" is a text or a number`, item.offset);
    return [];
  });
}
