import { textOf } from "../bind/compare.ts";
import { kqlRegex } from "../bind/regex.ts";
import { type Context, NO_FRAME, scopeOf } from "../bind/scope.ts";
import type { Plan } from "../run/plan.ts";
import type { Operator, Parameter } from "../syntax/ast.ts";
import { KqlRefusal } from "../syntax/refusal.ts";
import { cast } from "../value/cast.ts";
import { type Column, emptyOf } from "../value/type.ts";
import { mapRows } from "./columns.ts";
import { parameterText } from "./join.ts";

type KvOperator = Operator & { readonly op: "parse-kv" };

interface Delimiters {
  readonly pair: string;
  readonly value: string;
  readonly quotes: readonly (readonly [open: string, close: string])[];
  readonly escape: string;
  readonly greedy: boolean;
}

function flag(properties: readonly Parameter[], name: string): boolean {
  const value = properties.find((property) => property.name === name)?.value;
  return value?.kind === "literal" && String(value.value) === "true";
}

/** Pairs in the order of the text. The first occurrence of a key wins; the caller sees to that. */
function* pairs(
  text: string,
  keys: readonly string[],
  { pair, value, quotes, escape: escapes, greedy }: Delimiters,
): Generator<readonly [string, string]> {
  let at = 0;
  while (at < text.length) {
    const cut = text.indexOf(value, at);
    if (cut < 0) return;
    // Text without a value before the next pair is no pair.
    const stray = text.lastIndexOf(pair, cut - 1);
    const key = unquoted(text.slice(stray >= at && !isQuotedAt(text, at, quotes) ? stray + pair.length : at, cut).trim(), quotes);
    const from = cut + value.length;
    const quoted = readQuoted(text, from, quotes, escapes);
    if (quoted) {
      yield [key, quoted.value];
      const next = text.indexOf(pair, quoted.end);
      if (next < 0) return;
      at = next + pair.length;
      continue;
    }
    const end = greedy ? greedyEnd(text, from, keys, pair, value) : text.indexOf(pair, from);
    yield [key, text.slice(from, end < 0 ? undefined : end)];
    if (end < 0) return;
    at = end + pair.length;
  }
}

function isQuotedAt(text: string, at: number, quotes: Delimiters["quotes"]): boolean {
  return quotes.some(([open]) => text.startsWith(open, at));
}

function unquoted(key: string, quotes: Delimiters["quotes"]): string {
  const quote = quotes.find(([open, close]) => key.length > 1 && key.startsWith(open) && key.endsWith(close));
  return quote ? key.slice(quote[0].length, -quote[1].length) : key;
}

function greedyEnd(text: string, from: number, keys: readonly string[], pair: string, value: string): number {
  const ends = keys.map((key) => text.indexOf(`${pair}${key}${value}`, from)).filter((end) => end >= 0);
  return ends.length === 0 ? -1 : Math.min(...ends);
}

function readQuoted(
  text: string,
  at: number,
  quotes: Delimiters["quotes"],
  escapes: string,
): { readonly value: string; readonly end: number } | undefined {
  const quote = quotes.find(([open]) => text.startsWith(open, at));
  if (!quote) return undefined;
  let value = "";
  for (let i = at + quote[0].length; i < text.length; i++) {
    if (escapes !== "" && text.startsWith(escapes, i)) {
      value += text[i + escapes.length] ?? "";
      i += escapes.length;
    } else if (text.startsWith(quote[1], i)) return { value, end: i + quote[1].length };
    else value += text[i];
  }
  return undefined;
}

/** Without delimiters: what follows a key, and whatever divides them is neither letter nor digit. */
function* loosePairs(text: string, keys: readonly string[], { quotes, escape: escapes }: Delimiters): Generator<readonly [string, string]> {
  for (const key of keys) {
    for (let at = text.indexOf(key); key !== "" && at >= 0; at = text.indexOf(key, at + 1)) {
      let from = at + key.length;
      if (isAlphanumeric(text[at - 1]) || isAlphanumeric(text[from])) continue;
      while (from < text.length && !isAlphanumeric(text[from]) && !isQuotedAt(text, from, quotes)) from++;
      const quoted = readQuoted(text, from, quotes, escapes);
      yield [key, quoted?.value ?? /^[\p{L}\p{N}_]*/u.exec(text.slice(from))?.[0] ?? ""];
      break;
    }
  }
}

function isAlphanumeric(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character);
}

function* regexPairs(text: string, pattern: string, at: number): Generator<readonly [string, string]> {
  const matcher = kqlRegex(pattern, at).matcher(text);
  while (matcher.find()) yield [matcher.group(1) ?? "", matcher.group(2) ?? ""];
}

/** https://learn.microsoft.com/kusto/query/parse-kv-operator */
export function bindParseKv(op: KvOperator, input: Plan, context: Context): Plan {
  const subject = context.binder.expression(op.value, scopeOf(input, context));
  const read = textOf(subject);
  const keys = op.schema.map((column) => column.name);
  const regex = parameterText(op.properties, "regex");
  const pair = parameterText(op.properties, "pair_delimiter");
  const value = parameterText(op.properties, "kv_delimiter");
  if (regex === undefined && (pair === undefined) !== (value === undefined))
    throw new KqlRefusal("bad-argument", "parse-kv takes both pair_delimiter and kv_delimiter, or neither", op.at);
  const quotes = op.properties
    .filter((property) => property.name === "quote")
    .map(({ value: node }): readonly [string, string] => {
      const text = node.kind === "literal" ? String(node.value) : '"';
      return [text[0] ?? '"', text[1] ?? text[0] ?? '"'];
    });
  const delimiters = {
    pair: pair ?? "",
    value: value ?? "",
    quotes,
    escape: parameterText(op.properties, "escape") ?? "",
    greedy: flag(op.properties, "greedy"),
  };
  const columns: Column[] = [...input.columns];
  const targets = op.schema.map(({ name, type }) => {
    const existing = columns.findIndex((column) => column.name === name);
    if (existing >= 0) columns[existing] = { name, type };
    else columns.push({ name, type });
    return existing >= 0 ? existing : columns.length - 1;
  });
  return mapRows(input, columns, [], ({ cells, evidence }) => {
    const text = read(cells, NO_FRAME);
    const found = new Map<string, string>();
    for (const [key, one] of regex !== undefined
      ? regexPairs(text, regex, op.at)
      : pair
        ? pairs(text, keys, delimiters)
        : loosePairs(text, keys, delimiters))
      if (!found.has(key)) found.set(key, one);
    const out = [...cells];
    op.schema.forEach(({ name, type }, i) => {
      const one = found.get(name);
      out[targets[i] ?? 0] = one === undefined ? emptyOf(type) : cast(one, "string", type);
    });
    return { cells: out, evidence };
  });
}
