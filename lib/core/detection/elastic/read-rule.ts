import type { z } from "zod";
import type { Language } from "../finding.ts";
import type { Expr } from "../ir/expr.ts";
import type { Plan } from "../ir/plan.ts";
import { type CompiledRule, ruleId } from "../rule.ts";
import { attackTags, detailsOf } from "./details.ts";
import { type ExceptionLists, exceptionsOf } from "./exceptions.ts";
import { FilterFault, filterOf } from "./filters.ts";
import type { Locate } from "./locate.ts";
import { remarkMembers } from "./members.ts";
import { remarkOverrides } from "./overrides.ts";
import { all, planOf } from "./plan.ts";
import { type Remarks, remarksAt } from "./remarks.ts";
import { scheduleOf } from "./schedule.ts";
import { ElasticRule } from "./schema.ts";
import { scopeOf } from "./scope.ts";
import { refusalOf } from "./unsupported.ts";

export interface ElasticSource {
  readonly file: string;
  /** The rule's own text: of a file with several, its part. */
  readonly text: string;
  /** Where its members stand in the file. */
  readonly locate: Locate;
  /** `production`, `development`, … of detection-rules. */
  readonly maturity?: string | undefined;
  readonly lists: ExceptionLists;
}

/** A rule as the file has it, made to run; refused with its reasons where it cannot. */
export function readElasticRule(value: unknown, source: ElasticSource): CompiledRule {
  const remarks = remarksAt(source.locate);
  const parsed = ElasticRule.safeParse(value);
  remarkMembers(value, remarks);
  if (parsed.success) return compiled(parsed.data, source, remarks);
  const sound = withoutHarmless(value, parsed.error, remarks);
  return sound ? compiled(sound, source, remarks) : malformed(value, parsed.error, source, remarks);
}

/** Members that say nothing of what a rule finds: a detection is not lost because one of them is wrong. */
const HARMLESS: ReadonlySet<PropertyKey> = new Set([
  ...["description", "severity_mapping", "risk_score", "risk_score_mapping", "rule_name_override", "version", "enabled", "threat"],
  ...[
    "references",
    "note",
    "setup",
    "investigation_fields",
    "timeline_id",
    "timeline_title",
    "author",
    "license",
    "tags",
    "false_positives",
    "building_block_type",
    "timestamp_override",
  ],
  ...["tiebreaker_field", "related_integrations", "required_fields", "alert_suppression", "max_signals"],
]);

/** The rule without its harmless members that are wrong, each named; undefined when others are wrong, too. */
function withoutHarmless(value: unknown, { issues }: z.ZodError, remarks: Remarks): ElasticRule | undefined {
  const wrong = new Set(issues.map(({ path }) => path[0]));
  if (typeof value !== "object" || value === null || ![...wrong].every((name) => name !== undefined && HARMLESS.has(name)))
    return undefined;
  const parsed = ElasticRule.safeParse(Object.fromEntries(Object.entries(value).filter(([name]) => !wrong.has(name)))).data;
  if (!parsed) return undefined;
  for (const { path, message } of issues.slice(0, MOST_ISSUES)) {
    const names = path.filter((part) => typeof part !== "symbol");
    remarks.warning("bad-member", `${names.join(".")} is left out: ${message}`, names);
  }
  return parsed;
}

function compiled(rule: ElasticRule, source: ElasticSource, remarks: Remarks): CompiledRule {
  const schedule = scheduleOf(rule, remarks);
  const plan = runnable(rule, source, schedule, remarks);
  const isRefused = remarks.diagnostics.some(({ severity }) => severity === "error");
  return {
    id: idOf(rule.rule_id, source.text),
    title: rule.name,
    language: languageOf(rule),
    severity: rule.severity,
    status: statusOf(source.maturity),
    description: onOneLine(rule.description),
    author: (rule.author ?? []).join(", "),
    references: rule.references ?? [],
    tags: [...(rule.tags ?? []), ...attackTags(rule)],
    falsePositives: rule.false_positives ?? [],
    logSource: (rule.index ?? []).join(", "),
    source: source.text,
    file: source.file,
    plan: isRefused ? null : (plan ?? null),
    schedule,
    details: detailsOf(rule),
    diagnostics: remarks.diagnostics,
  };
}

function runnable(rule: ElasticRule, source: ElasticSource, schedule: ReturnType<typeof scheduleOf>, remarks: Remarks): Plan | undefined {
  const refusal = refusalOf(rule);
  if (refusal) {
    remarks.error("unsupported-rule-type", refusal.message, refusal.path);
    return undefined;
  }
  if (rule.timestamp_field !== undefined && rule.timestamp_field !== "@timestamp") {
    remarks.warning("timestamp-field", `events are ordered by their own time, not by "${rule.timestamp_field}"`, ["timestamp_field"]);
  }
  const scope = scopeIn(rule, remarks);
  const filters = filtersIn(rule, remarks);
  const exceptions = exceptionsOf(rule, source.lists, remarks).map((arg): Expr => ({ kind: "not", arg }));
  const plan = planOf(rule, (where) => all([...scope, where, ...filters, ...exceptions]), schedule, remarks);
  if (plan) remarkOverrides(rule, plan, remarks);
  return plan;
}

function scopeIn({ index, data_view_id }: ElasticRule, remarks: Remarks): readonly Expr[] {
  if (data_view_id !== undefined && index === undefined) {
    remarks.warning("data-view", `what the data view "${data_view_id}" holds is known to Kibana only: the rule looks at every event`, [
      "data_view_id",
    ]);
  }
  if (index === undefined || index.length === 0) return [];
  const scope = scopeOf(index);
  if (scope.kind === "literal" && scope.truth !== true) {
    remarks.warning("no-source", `nothing Callout reads is kept in ${index.join(", ")}: the rule can never fire`, ["index"]);
  }
  return [scope];
}

function filtersIn({ filters }: ElasticRule, remarks: Remarks): readonly Expr[] {
  return (filters ?? []).flatMap((filter, at): readonly Expr[] => {
    try {
      return [filterOf(filter, ["filters", at])];
    } catch (error) {
      if (!(error instanceof FilterFault)) throw error;
      remarks.error("unsupported-filter", error.message, error.path);
      return [];
    }
  });
}

/** A text of several lines as one. */
function onOneLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter((line) => line !== "").join(" ");
}

function languageOf({ type, language }: { readonly type: string; readonly language?: string | undefined }): Language {
  return type === "eql" || language === "eql" ? "eql" : "kuery";
}

function statusOf(maturity: string | undefined): string {
  if (maturity === "deprecated") return "deprecated";
  return maturity === undefined || maturity === "production" ? "stable" : "experimental";
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Kibana takes any text for a `rule_id`; one that is no UUID still gives the same id in every version of the rule. */
function idOf(written: string | undefined, text: string): CompiledRule["id"] {
  if (written !== undefined && !UUID.test(written)) return ruleId(undefined, `elastic rule ${written}`);
  return ruleId(written, text);
}

const MOST_ISSUES = 20;

/** What can be said of a rule whose members are not what they should be. */
function malformed(value: unknown, { issues }: z.ZodError, { file, text }: ElasticSource, remarks: Remarks): CompiledRule {
  for (const { path, message } of issues.slice(0, MOST_ISSUES)) {
    const names = path.filter((part) => typeof part !== "symbol");
    remarks.error("bad-rule", `${names.join(".") || "the rule"}: ${message}`, names);
  }
  const part = (name: string): string | undefined => {
    const found: unknown = typeof value === "object" && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
    return typeof found === "string" && found !== "" ? found : undefined;
  };
  return {
    id: idOf(part("rule_id"), text),
    title: part("name") ?? "A rule without a name",
    language: languageOf({ type: part("type") ?? "", language: part("language") }),
    severity: "medium",
    status: "experimental",
    description: "",
    author: "",
    references: [],
    tags: [],
    falsePositives: [],
    logSource: "",
    source: text,
    file,
    plan: null,
    diagnostics: remarks.diagnostics,
  };
}
