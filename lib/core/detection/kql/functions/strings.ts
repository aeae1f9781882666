import { kqlRegex } from "../bind/regex.ts";
import { fold, hasTerm } from "../bind/text-match.ts";
import { fromDynamic } from "../value/cast.ts";
import { printCell } from "../value/compare.ts";
import { type Dynamic, isArray } from "../value/dynamic.ts";
import { badArgument, dynamic, type FunctionTable, fn, num, text } from "./signature.ts";

/** By code point, as Kusto counts. */
function substring(source: string, start: number, length: number): string {
  const points = [...source];
  const from = start < 0 ? points.length + start : start;
  if (length < 0 || from < 0) return "";
  return points.slice(from, Math.min(points.length, from + length)).join("");
}

function split(source: string, delimiter: string): readonly string[] {
  return delimiter === "" ? [source] : source.split(delimiter);
}

/** Non-overlapping for regex; plain texts may overlap. */
function countOf(source: string, wanted: string): number {
  let count = 0;
  for (let at = wanted === "" ? -1 : source.indexOf(wanted); at >= 0; at = source.indexOf(wanted, at + 1)) count++;
  return count;
}

function countMatches(source: string, pattern: string, at: number): number {
  const matcher = kqlRegex(pattern, at).matcher(source);
  let count = 0;
  while (matcher.find()) count++;
  return count;
}

/** Each occurrence lies within `length` characters of where its search began: of the start, or of the end of the one before. */
function indexOf(source: string, wanted: string, start: number, length: number, occurrence: number): number | null {
  if (wanted === "" || occurrence < 1 || length < -1) return null;
  let from = start < 0 ? Math.max(0, source.length + start) : start;
  for (let n = 1; ; n++) {
    const at = source.indexOf(wanted, from);
    if (at < 0 || (length >= 0 && at + wanted.length > from + length)) return -1;
    if (n === occurrence) return at;
    from = at + wanted.length;
  }
}

/** One match of the regex off each end. */
function trim(pattern: string, source: string, ends: "both" | "start" | "end", at: number): string {
  let result = source;
  if (ends !== "end") {
    const matcher = kqlRegex(`^(?:${pattern})`, at).matcher(result);
    if (matcher.find()) result = result.slice(matcher.end());
  }
  if (ends !== "start") {
    const matcher = kqlRegex(`(?:${pattern})$`, at).matcher(result);
    if (matcher.find()) result = result.slice(0, matcher.start());
  }
  return result;
}

/**
 * Texts replaced one after the other, the earlier first; what was replaced is not looked at again. A text with nothing to replace it
 * by stays, and is not looked at again either.
 */
function replaceAll(source: string, wanted: readonly Dynamic[], made: readonly Dynamic[]): string {
  let pieces: readonly { readonly text: string; readonly isDone: boolean }[] = [{ text: source, isDone: false }];
  wanted.forEach((one, i) => {
    if (typeof one !== "string" || one === "") return;
    const by = made[i];
    const replacement = { text: typeof by === "string" ? by : one, isDone: true };
    pieces = pieces.flatMap((piece) =>
      piece.isDone
        ? [piece]
        : piece.text.split(one).flatMap((part, n) => [...(n === 0 ? [] : [replacement]), { text: part, isDone: false }]),
    );
  });
  return pieces.map((piece) => piece.text).join("");
}

/** `\1` in the replacement is a group. */
function replaceRegex(source: string, pattern: string, replacement: string, at: number): string {
  const matcher = kqlRegex(pattern, at).matcher(source);
  let out = "";
  let from = 0;
  while (matcher.find()) {
    out += source.slice(from, matcher.start());
    out += replacement.replace(/\\(\\|\d)/g, (_, c: string) =>
      c === "\\" ? "\\" : Number(c) <= matcher.groupCount() ? (matcher.group(Number(c)) ?? "") : "",
    );
    from = matcher.end();
  }
  return out + source.slice(from);
}

function extractAll(pattern: string, groups: Dynamic, source: string, at: number): Dynamic {
  const matcher = kqlRegex(pattern, at).matcher(source);
  const count = matcher.groupCount();
  if (count === 0) throw badArgument("extract_all needs a capture group in its regex", at);
  const named = matcher.namedGroups;
  const wanted = isArray(groups)
    ? groups.map((group) => groupNumber(group, named, count, at))
    : Array.from({ length: count }, (_, index) => index + 1);
  const found: Dynamic[] = [];
  while (matcher.find()) {
    const values = wanted.map((group) => matcher.group(group) ?? "");
    found.push(values.length === 1 ? (values[0] ?? "") : values);
  }
  return found.length === 0 ? null : found;
}

/** A group by its number or its name. */
function groupNumber(group: Dynamic, named: { readonly [name: string]: number }, count: number, at: number): number {
  const number = typeof group === "string" ? (Object.hasOwn(named, group) ? named[group] : undefined) : group;
  if (typeof number === "number" && number >= 1 && number <= count) return number;
  throw badArgument(`the regex of extract_all has no group ${String(group)}`, at);
}

const everyMatch = fn(
  "regex any any?",
  "dynamic",
  ([pattern, second, third], _, at) =>
    third === undefined ? extractAll(text(pattern), null, text(second), at) : extractAll(text(pattern), dynamic(second), text(third), at),
  {
    check: ([pattern], at) => {
      if (typeof pattern === "string" && kqlRegex(pattern, at).groupCount() === 0)
        throw badArgument("extract_all needs a capture group in its regex", at);
    },
  },
);

/** What is no code point is the character that stands for such. */
function character(point: Dynamic): string {
  const code = num(point);
  return Number.isInteger(code) && code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}

function listed(args: readonly Dynamic[]): readonly Dynamic[] {
  return args.flatMap((arg) => (isArray(arg) ? arg : [arg]));
}

/** String functions. https://learn.microsoft.com/kusto/query/scalar-functions#string-functions */
export const STRING_FUNCTIONS: FunctionTable = {
  tolower: fn("text", "string", ([s]) => text(s).toLowerCase()),
  toupper: fn("text", "string", ([s]) => text(s).toUpperCase()),
  strlen: fn("string", "long", ([s]) => [...text(s)].length),
  string_size: fn("string", "long", ([s]) => new TextEncoder().encode(text(s)).length),
  substring: fn("string long long?", "string", ([s, start, length]) =>
    substring(text(s), num(start), length === undefined ? Number.MAX_SAFE_INTEGER : num(length)),
  ),
  strcat: fn("any*", "string", (args, types) => args.map((arg, i) => printCell(arg, types[i] ?? "string")).join(""), { seesNull: true }),
  strcat_delim: fn(
    "string any*",
    "string",
    ([delimiter, ...args], types) => args.map((arg, i) => printCell(arg, types[i + 1] ?? "string")).join(text(delimiter)),
    { seesNull: true },
  ),
  strcat_array: fn("dynamic string", "string", ([array, delimiter]) => {
    const value = dynamic(array);
    return isArray(value) ? value.map((item) => printCell(fromDynamic(item, "string"), "string")).join(text(delimiter)) : "";
  }),
  strrep: fn("text long string?", "string", ([s, count, delimiter]) =>
    Array.from({ length: Math.min(Math.max(num(count), 0), 1024) }, () => text(s)).join(text(delimiter)),
  ),
  strcmp: fn("string string", "long", ([a, b]) => (text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0)),
  reverse: fn("text", "string", ([s]) => [...text(s)].reverse().join("")),
  split: fn("string string long?", "dynamic", ([s, delimiter, index]) => {
    const parts = split(text(s), text(delimiter));
    if (index === undefined) return parts;
    const part = parts[num(index)];
    return part === undefined ? null : [part];
  }),
  indexof: fn("text text long? long? long?", "long", ([s, wanted, start, length, occurrence]) =>
    indexOf(
      text(s),
      text(wanted),
      start === undefined ? 0 : num(start),
      length === undefined ? -1 : num(length),
      occurrence === undefined ? 1 : num(occurrence),
    ),
  ),
  indexof_regex: fn("string regex long?", "long", ([s, pattern, start], _, at) => {
    const from = start === undefined ? 0 : num(start);
    const matcher = kqlRegex(text(pattern), at).matcher(text(s).slice(from));
    return matcher.find() ? matcher.start() + from : -1;
  }),
  countof: fn("text string string?", "long", ([s, wanted, kind], _, at) => {
    if (kind === "regex") return countMatches(text(s), text(wanted), at);
    if (kind !== undefined && kind !== "normal") throw badArgument(`countof counts "normal" or "regex", not ${text(kind)}`, at);
    return countOf(text(s), text(wanted));
  }),
  assert: fn("bool string", "bool", ([holds, message], _, at) => {
    if (holds !== true) throw badArgument(`the query asserts: ${text(message)}`, at);
    return true;
  }),
  trim: fn("regex string", "string", ([pattern, s], _, at) => trim(text(pattern), text(s), "both", at)),
  trim_start: fn("regex string", "string", ([pattern, s], _, at) => trim(text(pattern), text(s), "start", at)),
  trim_end: fn("regex string", "string", ([pattern, s], _, at) => trim(text(pattern), text(s), "end", at)),
  replace_string: fn("string string string", "string", ([s, from, to]) =>
    from === "" ? text(s) : text(s).split(text(from)).join(text(to)),
  ),
  replace_strings: fn("string dynamic dynamic", "string", ([s, from, to]) => {
    const [wanted, made] = [dynamic(from), dynamic(to)];
    return isArray(wanted) && isArray(made) ? replaceAll(text(s), wanted, made) : text(s);
  }),
  replace_regex: fn("string regex string", "string", ([s, pattern, to], _, at) => replaceRegex(text(s), text(pattern), text(to), at)),
  replace: fn("regex string string", "string", ([pattern, to, s], _, at) => replaceRegex(text(s), text(pattern), text(to), at)),
  translate: fn("string string string", "string", ([from, to, s]) => {
    const [source, target] = [[...text(from)], [...text(to)]];
    return [...text(s)].map((c) => (source.includes(c) ? (target[Math.min(source.indexOf(c), target.length - 1)] ?? "") : c)).join("");
  }),
  extract_all: everyMatch,
  extractall: everyMatch,
  has_any_index: fn("string dynamic", "long", ([s, terms]) =>
    listed([dynamic(terms)]).findIndex((term) => hasTerm(fold(text(s)), fold(String(term)), true, true)),
  ),
  isempty: fn("any", "bool", ([value]) => value === null || value === "", { seesNull: true }),
  isnotempty: fn("any", "bool", ([value]) => value !== null && value !== "", { seesNull: true }),
  notempty: fn("any", "bool", ([value]) => value !== null && value !== "", { seesNull: true }),
  isnull: fn("any", "bool", ([value]) => value === null, { seesNull: true }),
  isnotnull: fn("any", "bool", ([value]) => value !== null, { seesNull: true }),
  notnull: fn("any", "bool", ([value]) => value !== null, { seesNull: true }),
  isascii: fn("string", "bool", ([s]) => !/\P{ASCII}/u.test(text(s))),
  isutf8: fn("string", "bool", () => true),
  unicode_codepoints_from_string: fn("string", "dynamic", ([s]) => [...text(s)].map((c) => c.codePointAt(0) ?? 0)),
  unicode_codepoints_to_string: fn("any*", "string", (args) => listed(args.map(dynamic)).map(character).join("")),
  make_string: fn("any*", "string", (args) => listed(args.map(dynamic)).map(character).join("")),
  regex_quote: fn("string", "string", ([s]) => text(s).replace(/[\\^$.|?*+()[\]{}]/g, "\\$&")),
};
