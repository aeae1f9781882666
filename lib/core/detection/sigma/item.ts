import { parseCidr } from "../../event/address.ts";
import { fieldRef } from "../../event/field.ts";
import { SIGMA_NAMES } from "../../normalise/derive/sigma.ts";
import { type Compare, type Expr, FALSE, type Subject } from "../ir/expr.ts";
import type { RangeCompare, Test } from "../ir/test.ts";
import { PART_RANGES, TIME_PARTS, type TimePart } from "../ir/time-part.ts";
import type { YamlEntry, YamlNode, YamlScalar } from "../yaml.ts";
import { keyOf, type SigmaKey } from "./key.ts";
import { type Draft, PLACEHOLDER, type Placeholders, settled, TRANSFORMS } from "./modifiers.ts";
import { nulInClass, sigmaRegex } from "./regex.ts";
import { type Report, within } from "./report.ts";
import { literalText, type SigmaText, sigmaText, wrap } from "./value.ts";

/** What lowering an item needs besides the item. */
export interface ItemContext {
  readonly report: Report;
  readonly placeholders: Placeholders;
  readonly allowance: Allowance;
  /** Whether the rule's log source has Sysmon's names for its fields, as far as can be told. */
  readonly hasSysmonNames?: boolean;
}

/** Texts that the modifiers of one file may still add to those it has written: dashes and placeholders multiply. */
export interface Allowance {
  left: number;
}

const BY_SMALL_NAME = new Map(SIGMA_NAMES.map((name) => [name.toLowerCase(), name]));

/** `field|modifier…: value(s)` as a predicate. What is wrong is reported; the predicate then stands for nothing. */
export function lowerItem({ key, value }: YamlEntry, selection: string, context: ItemContext): Expr {
  const sigmaKey = keyOf(key, context.report);
  if (!sigmaKey) return FALSE;
  const { field } = sigmaKey;
  const meant = field === undefined || !context.hasSysmonNames ? undefined : BY_SMALL_NAME.get(field.toLowerCase());
  if (meant !== undefined && meant !== field)
    context.report.warning("field-case", `fields are told apart by case: "${field}" is not "${meant}"`, key.offset);
  return lowerValues(sigmaKey, value, `${selection}.${key.text}`, context);
}

/** A list of plain values without a field: keywords, looked for everywhere in the record. */
export function lowerKeywords(values: YamlNode, selection: string, context: ItemContext): Expr {
  return lowerValues({ field: undefined, modifiers: new Set(), transforms: [] }, values, selection, context);
}

function lowerValues(key: SigmaKey, value: YamlNode, path: string, context: ItemContext): Expr {
  const nodes = value.kind === "list" ? value.items : [value];
  if (nodes.length === 0) context.report.error("empty-list", "a list of values must not be empty", value.offset);
  const tests = nodes.map((node) => {
    if (node.kind === "scalar") return lowerValue(key, node, path, context);
    context.report.error("bad-value", `a value must be a text, a number, true, false or null, not a ${node.kind}`, node.offset);
    return FALSE;
  });
  const joined: Expr = { kind: key.modifiers.has("all") ? "and" : "or", args: tests };
  return key.modifiers.has("neq") ? { kind: "not", arg: joined } : joined;
}

function lowerValue(key: SigmaKey, node: YamlScalar, path: string, context: ItemContext): Expr {
  const { modifiers } = key;
  const comparison = COMPARISONS.find(([name]) => modifiers.has(name));
  if (modifiers.has("exists")) return existence(key, node, path, context);
  if (modifiers.has("fieldref")) return reference(key, node, path, context);
  if (modifiers.has("re")) return regex(key, node, path, context);
  if (modifiers.has("cidr")) return cidr(key, node, path, context);
  const part = TIME_PARTS.find((name) => modifiers.has(name));
  if (part) return timePart(key, part, comparison?.[1] ?? "=", node, path, context);
  if (comparison) return range(key, comparison[1], node, path, context);
  if (node.value === null) return absence(key, node, path, context);
  const isExact = typeof node.value === "number" && Number.isSafeInteger(node.value);
  if (isExact && key.transforms.length === 0 && key.field !== undefined) {
    const number = leaf(key, { op: "equals", value: Number(node.value), fold: true }, path);
    // `1e3` is a number to YAML and may be part of a hash to its author.
    return PLAIN_NUMBER.test(node.text) ? number : { kind: "or", args: [number, text(key, node, path, context)] };
  }
  warnOfOldBoolean(key, node, context);
  return text(key, node, path, context);
}

const PLAIN_NUMBER = /^[+-]?(?:\d+(?:\.0*)?|0x[0-9a-f]+)$/i;

/** YAML 1.1, which pySigma reads, has more words for true and false. */
function warnOfOldBoolean(key: SigmaKey, node: YamlScalar, { report }: ItemContext): void {
  if (!node.isPlain || key.field === undefined || key.transforms.length > 0 || !/^(?:yes|no|on|off)$/i.test(node.text)) return;
  report.warning("yaml-boolean", `${node.text} is the text "${node.text}" here: write true or false, or put it in quotes`, node.offset);
}

const COMPARISONS: readonly (readonly [string, RangeCompare])[] = [
  ["lt", "<"],
  ["lte", "<="],
  ["gt", ">"],
  ["gte", ">="],
];

/** Sigma is two-valued: what is not known to hold does not hold, and its negation does. */
function leaf(key: SigmaKey, test: Test, path: string): Expr {
  return { kind: "known", arg: { kind: "test", subject: subjectOf(key), test, path } };
}

function subjectOf(key: SigmaKey): Subject {
  return key.field === undefined ? { from: "anywhere" } : { from: "field", field: fieldRef("sigma", key.field) };
}

/** `field: null` holds where the field is absent or null. */
function absence(key: SigmaKey, node: YamlScalar, path: string, { report }: ItemContext): Expr {
  if (key.field !== undefined && key.transforms.length === 0) return { kind: "not", arg: leaf(key, { op: "present" }, path) };
  report.error("bad-value", key.field === undefined ? "null is no keyword" : "null cannot be combined with a text modifier", node.offset);
  return FALSE;
}

/**
 * A null is no presence, although specification 2.1 says that `exists` verifies a field "not its value, be it empty or null".
 * pySigma, the reference implementation, does not decide it, and leaves it to the engines: Elasticsearch's `_exists_`, Splunk's
 * `field=*` and the SQL of SQLite and DuckDB (`f = f`, `IS NOT NULL`) all take a null for absence. It is also the reading that
 * agrees with `field: null`, which the specification lets hold for both, and with shippers that write every column and null
 * where there was nothing: by the letter `exists: true` would hold on all of their records. The empty text is a value.
 */
function existence(key: SigmaKey, node: YamlScalar, path: string, { report }: ItemContext): Expr {
  const present = leaf(key, { op: "present" }, path);
  if (node.value === true) return present;
  if (node.value === false) return { kind: "not", arg: present };
  report.error("bad-value", "exists takes true or false", node.offset);
  return FALSE;
}

function reference(key: SigmaKey, node: YamlScalar, path: string, { report }: ItemContext): Expr {
  if (key.field === undefined || typeof node.value !== "string" || node.value === "") {
    report.error("bad-value", "fieldref compares a field with another field: both need a name", node.offset);
    return FALSE;
  }
  const left = fieldRef("sigma", key.field);
  const compare = REFERENCE_COMPARES[key.transforms[0] ?? "equals"] ?? "equals";
  const fold = !key.modifiers.has("cased");
  return { kind: "known", arg: { kind: "compare", left, compare, right: fieldRef("sigma", node.value), fold, path } };
}

const REFERENCE_COMPARES: { readonly [modifier: string]: Compare } = { contains: "contains", startswith: "prefix", endswith: "suffix" };

function regex(key: SigmaKey, node: YamlScalar, path: string, { report }: ItemContext): Expr {
  const { modifiers } = key;
  const flags = { ignoreCase: modifiers.has("i"), multiLine: modifiers.has("m"), dotAll: modifiers.has("s") };
  const checked = sigmaRegex(node.text, flags);
  const nul = nulInClass(node.text);
  if (nul >= 0)
    report.warning(
      "nul-in-class",
      "decoding takes NUL out of every text: of this class only the other characters are found",
      within(node, nul),
    );
  if (!("code" in checked)) return leaf(key, { op: "regex", regex: checked }, path);
  report.error(checked.code, checked.message, within(node, checked.at));
  return FALSE;
}

function cidr(key: SigmaKey, node: YamlScalar, path: string, { report }: ItemContext): Expr {
  const block = parseCidr(node.text);
  if (typeof block !== "string") return leaf(key, { op: "cidr", block, text: node.text }, path);
  report.error("bad-cidr", `${JSON.stringify(node.text)} is not a network: ${block}`, node.offset);
  return FALSE;
}

function range(key: SigmaKey, compare: RangeCompare, node: YamlScalar, path: string, { report }: ItemContext): Expr {
  const bound = typeof node.value === "boolean" || node.text.trim() === "" ? Number.NaN : Number(node.text);
  if (!Number.isNaN(bound) && node.value !== null) return leaf(key, { op: "range", compare, bound }, path);
  report.error("bad-value", `${JSON.stringify(node.text)} is not a number`, node.offset);
  return FALSE;
}

function timePart(
  key: SigmaKey,
  part: TimePart,
  compare: RangeCompare | "=",
  node: YamlScalar,
  path: string,
  { report }: ItemContext,
): Expr {
  const bound = typeof node.value === "number" || /^\d{1,4}$/.test(node.text) ? Number(node.text) : Number.NaN;
  const [least, most] = PART_RANGES[part];
  if (Number.isInteger(bound) && bound >= least && bound <= most) return leaf(key, { op: "part", part, compare, bound }, path);
  report.error("bad-value", `${JSON.stringify(node.text)} is no ${part}: it must be a whole number from ${least} to ${most}`, node.offset);
  return FALSE;
}

const TOO_MANY = "with what stands before it in the file, the modifiers make more texts of the values than are looked for";

function text(key: SigmaKey, node: YamlScalar, path: string, { report, placeholders, allowance }: ItemContext): Expr {
  if (allowance.left < 0) return FALSE;
  if (key.transforms.includes("expand") && !PLACEHOLDER.test(node.text))
    report.warning("no-placeholder", `nothing in ${JSON.stringify(node.text)} is a placeholder (\\% is a percent sign)`, node.offset);
  let draft: Draft = { texts: [sigmaText(node.text.replaceAll("\0", ""))], encoding: "utf8" };
  for (const name of key.transforms) {
    const changed = TRANSFORMS[name]?.(draft, placeholders) ?? draft;
    if ("code" in changed) {
      report.error(changed.code, changed.message, node.offset);
      return FALSE;
    }
    draft = changed;
  }
  allowance.left -= draft.texts.length - 1;
  if (allowance.left < 0) report.error("too-many-alternatives", TOO_MANY, node.offset);
  const isPlainKeyword = key.field === undefined && !key.transforms.some((name) => name === "startswith" || name === "endswith");
  const texts = isPlainKeyword ? settled(draft).map((part) => wrap(part, "both")) : settled(draft);
  const fold = !key.modifiers.has("cased");
  return { kind: "or", args: texts.map((alternative) => leaf(key, textTest(alternative, fold), path)) };
}

/** The cheapest test that asks what the pattern asks. */
export function textTest(pattern: SigmaText, fold: boolean): Test {
  const literal = literalText(pattern);
  if (literal !== undefined) return { op: "equals", value: literal, fold };
  if (pattern.every((part) => part.kind === "many")) return { op: "present" };
  const startsFree = pattern[0]?.kind === "many";
  const endsFree = pattern.at(-1)?.kind === "many";
  const needle = literalText(pattern.slice(startsFree ? 1 : 0, endsFree ? -1 : undefined));
  if (needle === undefined || needle === "") return { op: "like", pattern, fold };
  return { op: startsFree ? (endsFree ? "contains" : "suffix") : "prefix", needle, fold };
}
