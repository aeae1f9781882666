import { fieldRef } from "../../event/field.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { ELASTICSEARCH } from "../eql/dialect.ts";
import { compileEql } from "../eql/eql.ts";
import { rulePipes } from "../eql/rule-pipes.ts";
import type { Expr } from "../ir/expr.ts";
import type { Aggregate, Branch, Column, Having, Plan } from "../ir/plan.ts";
import { mapScans } from "../ir/plan-map.ts";
import { scanPlan } from "../ir/scan-id.ts";
import { simplify } from "../ir/simplify.ts";
import { fieldKind } from "../kuery/field-kind.ts";
import { compileKuery } from "../kuery/kuery.ts";
import type { Schedule } from "../rule.ts";
import { readAgo } from "./date-math.ts";
import type { Remarks } from "./remarks.ts";
import type { ElasticRule } from "./schema.ts";

/** A rule's own question, or undefined with the reason among the remarks. `around` goes into each of its scans. */
export function planOf(rule: ElasticRule, around: (where: Expr) => Expr, schedule: Schedule, remarks: Remarks): Plan | undefined {
  if (rule.type === "eql") {
    const plan = eqlPlan(rule, remarks);
    return plan && mapScans(plan, around);
  }
  const where = kueryWhere(rule, remarks);
  if (!where) return undefined;
  const scan = scanPlan(around(where));
  if (rule.type === "threshold") return thresholdPlan(rule, scan, schedule, remarks);
  return rule.type === "new_terms" ? newTermsPlan(rule, scan, remarks) : scan;
}

function eqlPlan(rule: ElasticRule, remarks: Remarks): Plan | undefined {
  const text = rule.query ?? "";
  const category = rule.event_category_override;
  const compiled = compileEql(text, category === undefined ? ELASTICSEARCH : { ...ELASTICSEARCH, category: fieldRef("ecs", category) });
  const say = ({ severity, code, message, ...place }: Diagnostic) => remarks[severity](code, message, ["query"], indexOf(text, place));
  if ("code" in compiled) {
    say(compiled);
    return undefined;
  }
  for (const warning of compiled.warnings) say(warning);
  const remark = rulePipes(compiled.pipes);
  if (remark) remarks[remark.severity](remark.code, remark.message, ["query"]);
  return remark?.severity === "error" ? undefined : compiled.plan;
}

/** The index of a place; lines end as EQL counts them. */
function indexOf(text: string, { line, column }: Pick<Diagnostic, "line" | "column">): number {
  const breaks = [...text.matchAll(/\r\n|\r|\n/g)];
  const before = line > 1 ? breaks[line - 2] : undefined;
  return (before ? before.index + before[0].length : 0) + column - 1;
}

function kueryWhere(rule: ElasticRule, remarks: Remarks): Expr | undefined {
  const compiled = compileKuery(rule.query ?? "");
  if ("code" in compiled) {
    remarks.error(compiled.code, compiled.message, ["query"], compiled.at);
    return undefined;
  }
  for (const { code, message, at } of compiled.warnings) remarks.warning(code, message, ["query"], at);
  return compiled.where;
}

/**
 * Kibana counts, at each execution, the events of the look-back. Here the window of that length slides: whatever an execution
 * would count lies in one of its positions, and nothing depends on when executions happen to run (README.md).
 */
function thresholdPlan(rule: ElasticRule, scan: Plan, schedule: Schedule, remarks: Remarks): Plan | undefined {
  // As written: an execution that looks back less far than its interval counts no more than that.
  const within = (rule.from === undefined ? undefined : readAgo(rule.from)) || schedule.lookBack;
  const { threshold } = rule;
  if (!threshold) {
    remarks.error("bad-rule", "a threshold rule says in `threshold` what it counts", ["threshold"]);
    return undefined;
  }
  const by = [...new Set(threshold.field)];
  const counted = (threshold.cardinality ?? []).filter(({ field }) => field !== "");
  const aggregates: readonly Aggregate[] = [
    { name: "count", fn: "count" },
    ...counted.map(({ field }): Aggregate => ({ name: `distinct ${field}`, fn: "distinct", columns: [field] })),
  ];
  const args: readonly Having[] = [
    { kind: "compare", aggregate: "count", compare: ">=", bound: threshold.value },
    ...counted.map(({ field, value }): Having => ({ kind: "compare", aggregate: `distinct ${field}`, compare: ">=", bound: value })),
  ];
  const others = counted.map(({ field }) => field).filter((field) => !by.includes(field));
  const columns = [...by.map((field) => column(field, false)), ...[...new Set(others)].map((field) => column(field, true))];
  return { op: "window", input: inputOf(scan, columns), by, within, aggregates, having: { kind: "and", args } };
}

/** Elastic's interface allows three fields. */
const MOST_TERMS = 3;

function newTermsPlan(rule: ElasticRule, scan: Plan, remarks: Remarks): Plan | undefined {
  const by = [...new Set(rule.new_terms?.value ?? rule.new_terms_fields ?? [])];
  const isNested = rule.new_terms !== undefined;
  const written = rule.new_terms?.history_window_start[0]?.value ?? rule.history_window_start;
  const fieldsAt = isNested ? ["new_terms", "value"] : ["new_terms_fields"];
  const startAt = isNested ? ["new_terms", "history_window_start", 0, "value"] : ["history_window_start"];
  const history = written === undefined ? undefined : readAgo(written);
  if (by.length === 0 || by.length > MOST_TERMS) remarks.error("bad-rule", `a new terms rule names one to ${MOST_TERMS} fields`, fieldsAt);
  if (history === undefined || history === 0) remarks.error("bad-rule", "the history begins at a moment like now-14d", startAt);
  if (by.length === 0 || by.length > MOST_TERMS || !history) return undefined;
  return {
    op: "novel",
    input: inputOf(
      scan,
      by.map((field) => column(field, false)),
    ),
    by,
    history,
  };
}

function inputOf(scan: Plan, columns: readonly Column[]): Plan {
  const branch: Branch = { name: "query", input: scan, columns };
  return { op: "union", branches: [branch] };
}

/** Aggregations of Elasticsearch are exact in case and pass over events without the field. */
function column(name: string, optional: boolean): Column {
  const kind = fieldKind(name);
  return { name, field: fieldRef("ecs", kind.name), fold: kind.kind === "caseless", optional };
}

/** Everything that must hold of an event. */
export function all(args: readonly Expr[]): Expr {
  return simplify({ kind: "and", args });
}
