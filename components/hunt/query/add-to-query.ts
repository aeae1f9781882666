import type { JsonCell } from "#core/detection/kql/run/print";
import type { HuntLanguage } from "#features/hunt/schema";
import type { HuntColumn } from "#features/hunt/types";
import { piecesOf } from "../editor/kql-pieces.ts";

export type AddedFilter = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/** The query, keeping (or leaving out) the rows that have a value in a column. */
export function addToQuery(language: HuntLanguage, text: string, column: HuntColumn, value: JsonCell, keeps: boolean): AddedFilter {
  switch (language) {
    case "kql":
      return { ok: true, text: withOperator(text, `| where ${kqlTest(column, value, keeps)}`) };
    case "eql":
      return eqlFilter(text, column, value, keeps);
    case "sigma":
      return { ok: false, reason: "A Sigma rule is changed in its detection section: copy the value and add it there." };
  }
}

/** KQL's spelling of a test. Exact: case counts, null and the empty text are told apart. */
export function kqlTest({ name, type }: HuntColumn, value: JsonCell, keeps: boolean): string {
  const column = kqlName(name);
  if (value === null) return `${keeps ? "isnull" : "isnotnull"}(${column})`;
  const equals = keeps ? "==" : "!=";
  switch (type) {
    case "string":
      return value === "" ? `${keeps ? "isempty" : "isnotempty"}(${column})` : `${column} ${equals} ${kqlString(String(value))}`;
    case "datetime":
    case "timespan":
    case "guid":
      return `${column} ${equals} ${type}(${String(value)})`;
    case "bool":
      return `${column} ${equals} ${String(value)}`;
    case "real":
      if (value === "NaN") return keeps ? `isnan(${column})` : `not(isnan(${column}))`;
      if (value === "Infinity" || value === "-Infinity")
        return `${keeps ? "" : "not"}(isinf(${column}) and ${column} ${value === "Infinity" ? ">" : "<"} 0)`;
      return `${column} ${equals} ${value}`;
    case "decimal":
      return `${column} ${equals} decimal(${String(value)})`;
    case "long":
    case "int":
      return `${column} ${equals} ${String(value)}`;
    case "dynamic":
      return typeof value === "string"
        ? `tostring(${column}) ${equals} ${kqlString(value)}`
        : typeof value === "object"
          ? `tostring(${column}) ${equals} tostring(dynamic(${JSON.stringify(value)}))`
          : `tostring(${column}) ${equals} ${kqlString(String(value))}`;
  }
}

/** A column as a query names it; names that are no identifier go in brackets. */
export function kqlName(name: string): string {
  return /^[A-Za-z_]\w*$/.test(name) && !RESERVED.has(name) ? name : `['${name.replace(/[\\']/g, "\\$&")}']`;
}

const RESERVED = new Set([
  "and",
  "or",
  "not",
  "in",
  "by",
  "on",
  "has",
  "contains",
  "between",
  "true",
  "false",
  "null",
  "let",
  "where",
  "asc",
  "desc",
]);

const ESCAPES: { readonly [character: string]: string } = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Any text as a KQL literal on one line. A backslash twice is what people misread: texts with one and no quote are verbatim. */
export function kqlString(text: string): string {
  if (text.includes("\\") && !/["\p{Cc}]/u.test(text)) return `@"${text}"`;
  return `"${text.replace(/[\\"\p{Cc}]/gu, (character) => ESCAPES[character] ?? `\\u${codeOf(character)}`)}"`;
}

function codeOf(character: string): string {
  return character.charCodeAt(0).toString(16).padStart(4, "0");
}

/** The query with one more operator at its end: before a `render`, and before the semicolon that closes it. */
export function withOperator(text: string, operator: string): string {
  const words = piecesOf(text).filter(({ kind }) => kind !== "comment");
  let end = words.length;
  while (words[end - 1]?.text === ";") end--;
  const last = words[end - 1];
  if (!last) return `${text}\n${operator}`;
  let depth = 0;
  let render: number | undefined;
  for (let index = end - 1; index >= 0; index--) {
    const piece = words[index];
    if (!piece || (piece.kind === "mark" && piece.text === ";" && depth === 0)) break;
    if (/^[)\]}]$/.test(piece.text)) depth++;
    if (/^[([{]$/.test(piece.text)) depth--;
    if (piece.text !== "|" || depth !== 0) continue;
    if (words[index + 1]?.text === "render") render = piece.from;
    break;
  }
  if (render !== undefined) return `${text.slice(0, render).trimEnd()}\n${operator}\n${text.slice(render)}`;
  const open = words.slice(end).reduceRight((rest, { from, to }) => rest.slice(0, from) + rest.slice(to), text);
  return `${open.trimEnd()}\n${operator}`;
}

/** EQL has no filter behind a query: the condition of its one event is narrowed. */
function eqlFilter(text: string, column: HuntColumn, value: JsonCell, keeps: boolean): AddedFilter {
  if (/^\s*(?:sequence|sample|join)\b/i.test(text))
    return { ok: false, reason: "A sequence has several conditions: copy the value and add it to the step it belongs to." };
  const where = /\bwhere\b/i.exec(text);
  if (!where) return { ok: false, reason: "There is no condition to add it to." };
  const start = where.index + where[0].length;
  const bar = pipeOf(text, start);
  const condition = text.slice(start, bar).trim();
  const rest = text.slice(bar).trim();
  const test = eqlTest(column.name, value, keeps);
  if (test === undefined)
    return { ok: false, reason: `No single field of an event is behind ${column.name}: copy the value and write the test.` };
  return { ok: true, text: `${text.slice(0, start)} (${condition})\n  and ${test}${rest === "" ? "" : `\n${rest}`}` };
}

/** Where the first pipe outside texts and comments is; the length when there is none. */
function pipeOf(text: string, from: number): number {
  const skip = /"""[\s\S]*?"""|\?"[^"]*"|"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\|/g;
  skip.lastIndex = from;
  for (let match = skip.exec(text); match; match = skip.exec(text)) if (match[0] === "|") return match.index;
  return text.length;
}

/** The fields behind the columns that a result of events has. */
const EQL_FIELDS: { readonly [column: string]: readonly string[] } = {
  Host: ["host.name"],
  CommandLine: ["process.command_line"],
  User: ["user.name"],
  // The remote end is the source of what came in.
  RemoteAddress: ["destination.ip", "source.ip"],
  RemotePort: ["destination.port", "source.port"],
};

/** Undefined where no field stands behind the column. */
function eqlTest(column: string, value: JsonCell, keeps: boolean): string | undefined {
  const isPath = typeof value === "string" && /[\\/]/.test(value);
  const fields = column === "Process" ? [isPath ? "process.executable" : "process.name"] : EQL_FIELDS[column];
  if (!fields) return undefined;
  const literal =
    value === null || value === ""
      ? "null"
      : typeof value === "number" || typeof value === "boolean"
        ? String(value)
        : eqlString(typeof value === "string" ? value : JSON.stringify(value));
  const tests = fields.map((field) => `${field} == ${literal}`).join(literal === "null" ? " and " : " or ");
  const test = fields.length > 1 ? `(${tests})` : tests;
  return keeps ? test : `not ${test}`;
}

function eqlString(text: string): string {
  return `"${text.replace(/[\\"\p{Cc}]/gu, (character) => EQL_ESCAPES[character] ?? `\\u{${codeOf(character)}}`)}"`;
}

const EQL_ESCAPES: { readonly [character: string]: string } = { ...ESCAPES, "\b": "\\b", "\f": "\\f" };
