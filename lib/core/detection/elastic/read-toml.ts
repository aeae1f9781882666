import { parse, TomlError } from "smol-toml";
import type { Diagnostic } from "../diagnostic.ts";
import type { Reading, RuleSource } from "../rule-reader.ts";
import { guideWith } from "./guide.ts";
import { locateToml } from "./locate-toml.ts";
import { readElasticRule } from "./read-rule.ts";

const DEPTH = 100;

/** A rule of elastic/detection-rules: TOML with a `[rule]` table. Never throws on bad text. */
export function readElasticToml({ file, text }: RuleSource): Reading {
  const table = tableOf(text);
  if ("code" in table) return { diagnostics: [table] };
  const { rule, metadata, transform } = table.members;
  if (!isTable(rule)) {
    const message = "this is TOML, but no rule of Elastic's: it has no [rule] table";
    return { diagnostics: [{ severity: "error", code: "not-a-rule", message, line: 1, column: 1 }] };
  }
  const locate = locateToml(text);
  const maturity = isTable(metadata) && typeof metadata.maturity === "string" ? metadata.maturity : undefined;
  const source = {
    file,
    text,
    maturity,
    lists: new Map(),
    locate: (path: Parameters<typeof locate>[0], index?: number) => locate(["rule", ...path], index),
  };
  const isGuided = transform !== undefined && typeof rule.note === "string";
  const read = readElasticRule(isGuided ? { ...rule, note: guideWith(`${rule.note}`, transform) } : rule, source);
  return { rules: [{ ...read, diagnostics: [...read.diagnostics, ...beside(table.members, locate)] }], diagnostics: [] };
}

/** `[metadata]` is about the file, and its history is told from its versions. */
const TABLES = new Set(["rule", "metadata", "transform"]);

function* beside(members: Table, locate: ReturnType<typeof locateToml>): Generator<Diagnostic> {
  for (const name of Object.keys(members)) {
    if (TABLES.has(name)) continue;
    const message = `"${name}" is no part of a rule's file that is known: nothing is done with it`;
    yield { severity: "warning", code: "unknown-member", message, ...locate([name]) };
  }
}

interface Table {
  readonly [name: string]: unknown;
}

function isTable(value: unknown): value is Table {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function tableOf(text: string): { readonly members: Table } | Diagnostic {
  try {
    return { members: parse(text, { maxDepth: DEPTH }) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [first = ""] = error.message.split("\n");
    return {
      severity: "error",
      code: "bad-toml",
      message: first.replace(/^Invalid TOML document: /, ""),
      line: error.line,
      column: error.column,
    };
  }
}
