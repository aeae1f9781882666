import type { Micros } from "../ir/plan.ts";
import { member, type YamlMap, type YamlNode } from "../yaml.ts";
import { type ConditionTerm, countCondition, type Extended, extendedCondition } from "./correlation-condition.ts";
import { type Reference, referencesIn } from "./reference.ts";
import type { Report } from "./report.ts";
import { timespanOf } from "./timespan.ts";

export const CORRELATION_TYPES = [
  "event_count",
  "value_count",
  "value_sum",
  "value_avg",
  "value_percentile",
  "value_median",
  "temporal",
  "temporal_ordered",
] as const;
export type CorrelationType = (typeof CORRELATION_TYPES)[number];

/** A field that has other names in other rules. */
export interface Alias {
  readonly name: string;
  readonly fields: readonly { readonly rule: Reference; readonly field: string }[];
}

/** The `correlation` of a document, checked for itself; what it refers to is not looked up yet. */
export interface Correlation {
  readonly type: CorrelationType;
  readonly rules: readonly Reference[];
  readonly by: readonly string[];
  readonly aliases: readonly Alias[];
  readonly within: Micros;
  readonly generate: boolean;
  /** Conditions on the number that is counted; all of them must hold. Empty: all rules must have fired. */
  readonly terms: readonly ConditionTerm[];
  /** What is counted, for the types that look at values. */
  readonly fields: readonly string[];
  readonly percentile: number;
  /** `rule_a and not rule_b`, for the temporal types. */
  readonly extended: Extended | undefined;
  readonly conditionOffset: number;
}

const MEMBERS = new Set(["type", "rules", "group-by", "timespan", "condition", "aliases", "generate"]);
export const VALUE_TYPES: ReadonlySet<CorrelationType> = new Set([
  "value_count",
  "value_sum",
  "value_avg",
  "value_percentile",
  "value_median",
]);
export const TEMPORAL_TYPES: ReadonlySet<CorrelationType> = new Set(["temporal", "temporal_ordered"]);

/** Reads `correlation:` (specification 2.1, "Correlation section"; metric types and extended conditions as pySigma 1.x has them). */
export function readCorrelation(node: YamlNode, report: Report): Correlation | undefined {
  if (node.kind !== "map") {
    report.error("bad-correlation", "a correlation is a map", node.offset);
    return undefined;
  }
  for (const { key } of node.entries) {
    if (!MEMBERS.has(key.text)) report.warning("unknown-member", `a correlation has no member "${key.text}"`, key.offset);
  }
  const type = typeIn(node, report);
  const within = withinOf(node, report);
  const condition = member(node, "condition");
  const isExtended = condition?.kind === "scalar" && typeof condition.value === "string";
  const extended = isExtended ? extendedCondition(condition, report) : undefined;
  // A condition that cannot be read has been said already, and might have named the rules.
  const rules = isExtended && !extended ? [] : rulesIn(node, extended, report);
  if (!type || within === undefined) return undefined;
  if (isExtended && !TEMPORAL_TYPES.has(type)) {
    report.error("bad-condition", `the condition of ${type} is a map like { gte: 10 }`, condition.offset);
  }
  if (!condition && !TEMPORAL_TYPES.has(type)) report.error("missing-condition", `${type} needs a condition`, node.offset);
  const count = condition && !isExtended ? countCondition(condition, type, report) : undefined;
  if (report.hasErrors) return undefined;
  return {
    type,
    rules,
    by: groupBy(node, report),
    aliases: aliasesIn(node, report),
    within,
    generate: generateIn(node, report),
    terms: count?.terms ?? [],
    fields: count?.fields ?? [],
    percentile: type === "value_median" ? 50 : (count?.percentile ?? 95),
    extended,
    conditionOffset: condition?.offset ?? node.offset,
  };
}

function typeIn(node: YamlMap, report: Report): CorrelationType | undefined {
  const written = member(node, "type");
  const text = written?.kind === "scalar" ? written.text.toLowerCase() : "";
  const type = CORRELATION_TYPES.find((name) => name === text);
  if (!written) report.error("missing-type", "the correlation has no type", node.offset);
  else if (!type) report.error("unknown-correlation-type", `"${text}" is none of ${CORRELATION_TYPES.join(", ")}`, written.offset);
  return type;
}

function withinOf(node: YamlMap, report: Report): Micros | undefined {
  const written = member(node, "timespan");
  const within = written?.kind === "scalar" ? timespanOf(written.text) : undefined;
  if (!written) report.error("missing-timespan", "the correlation has no timespan", node.offset);
  else if (within === undefined) {
    report.error("bad-timespan", "a timespan is a number above zero and s, m, h, d, w, M or y: 90m", written.offset);
  }
  return within;
}

function rulesIn(node: YamlMap, extended: Extended | undefined, report: Report): readonly Reference[] {
  const written = member(node, "rules");
  const rules = written ? referencesIn(written, report) : (extended?.names ?? []);
  if (rules.length === 0) report.error("missing-rules", "the correlation refers to no rules", written?.offset ?? node.offset);
  if (written && extended) {
    const listed = new Set(rules.map(({ text }) => text));
    for (const name of extended.names) {
      if (!listed.has(name.text))
        report.error("undefined-identifier", `"${name.text}" is not among the rules of the correlation`, name.offset);
    }
    for (const rule of rules) {
      if (!extended.names.some(({ text }) => text === rule.text)) {
        report.warning("unused-rule", `the condition never uses "${rule.text}"`, rule.offset);
      }
    }
    return rules.filter((rule) => extended.names.some(({ text }) => text === rule.text));
  }
  return rules;
}

function groupBy(node: YamlMap, report: Report): readonly string[] {
  const written = member(node, "group-by");
  if (!written || (written.kind === "scalar" && written.value === null)) return [];
  const items = written.kind === "list" ? written.items : [written];
  const names = items.flatMap((item) => {
    if (item.kind === "scalar" && item.text !== "") return [item.text];
    report.error("bad-group-by", "group-by is a list of field names", item.offset);
    return [];
  });
  return [...new Set(names)];
}

function aliasesIn(node: YamlMap, report: Report): readonly Alias[] {
  const written = member(node, "aliases");
  if (!written) return [];
  if (written.kind !== "map") {
    report.error("bad-alias", "aliases are a map of maps", written.offset);
    return [];
  }
  return written.entries.map(({ key, value }) => {
    if (value.kind !== "map") report.error("bad-alias", `the alias "${key.text}" needs a field for each rule`, value.offset);
    const entries = value.kind === "map" ? value.entries : [];
    const fields = entries.flatMap(({ key: rule, value: field }) => {
      if (field.kind === "scalar" && field.text !== "") return [{ rule: { text: rule.text, offset: rule.offset }, field: field.text }];
      report.error("bad-alias", "an alias stands for one field in each rule", field.offset);
      return [];
    });
    return { name: key.text, fields };
  });
}

function generateIn(node: YamlMap, report: Report): boolean {
  const written = member(node, "generate");
  if (!written) return false;
  if (written.kind === "scalar" && typeof written.value === "boolean") return written.value;
  report.error("bad-generate", "generate is true or false", written.offset);
  return false;
}
