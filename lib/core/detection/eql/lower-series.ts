import { fieldRef } from "../../event/field.ts";
import type { Branch, Column, Plan, Step } from "../ir/plan.ts";
import { scanPlan } from "../ir/scan-id.ts";
import { printValue } from "../ir/value.ts";
import type { Node, SeriesNode, StepNode } from "./ast.ts";
import { lowerEvent } from "./lower-expression.ts";
import { plainField } from "./lower-test.ts";
import { type LowerContext, lowerValue } from "./lower-value.ts";
import { EqlFault } from "./token.ts";

/** What each place of a match holds: an event, or nothing because nothing may have happened there. */
export type Place = "event" | "missing";

export interface LoweredSeries {
  readonly plan: Plan;
  readonly places: readonly Place[];
}

/** A sequence, a sample or the older dialect's join as a plan. Throws EqlFault. */
export function lowerSeries(series: SeriesNode, context: LowerContext): LoweredSeries {
  const fork = series.steps.find((step) => step.isFork);
  if (fork) throw new EqlFault("unsupported-fork", "fork is of the older dialect and is not supported", fork.at);
  const names = keyNames(series, context);
  const branches = series.steps.flatMap((step, at) => runsOf(step, at, series, names, context));
  const places = series.steps.flatMap((step) => Array<Place>(step.runs).fill(step.isMissing ? "missing" : "event"));
  const until = series.until && { until: lowerStep(series.until, "until", series, names, context) };
  if (series.kind !== "sequence") return { plan: { op: "sample", branches, by: names, once: series.kind === "sample", ...until }, places };
  const within = series.maxSpan === undefined ? Number.POSITIVE_INFINITY : series.maxSpan * 1_000;
  return { plan: { op: "sequence", steps: branches, by: names, within, ties: "recorded", ...until }, places };
}

/** A step with `runs` is that many steps; an absent one is once is always. */
function runsOf(step: StepNode, at: number, series: SeriesNode, names: readonly string[], context: LowerContext): readonly Step[] {
  const branch = lowerStep(step, `${at + 1} ${step.query.category ?? "any"}`, series, names, context);
  if (step.isMissing) return [{ ...branch, absent: true }];
  return Array.from({ length: step.runs }, (_, run) => (step.runs === 1 ? branch : { ...branch, name: `${branch.name}.${run + 1}` }));
}

function lowerStep(step: StepNode, name: string, { by }: SeriesNode, names: readonly string[], context: LowerContext): Branch {
  const columns = [...by, ...step.by].map((key, at) => lowerKey(key, names[at] ?? String(at), context));
  return { name, input: scanPlan(lowerEvent(step.query, context)), columns };
}

function lowerKey(key: Node, name: string, context: LowerContext): Column {
  const { fold } = context.dialect;
  const field = plainField(key, context);
  if (field) return { name, field, fold, optional: key.kind === "field" && key.isOptional };
  if (context.dialect.name === "elasticsearch") throw new EqlFault("bad-key", "a key is a field", key.at);
  const computed = lowerValue(key, context);
  return { name, field: fieldRef("ecs", printValue(computed)), computed, fold, optional: false };
}

/** Keys are named as the first step has them; a name that comes twice is numbered. */
function keyNames({ by, steps }: SeriesNode, context: LowerContext): readonly string[] {
  const names: string[] = [];
  for (const key of [...by, ...(steps[0]?.by ?? [])]) {
    const name = plainField(key, context)?.name ?? printValue(lowerValue(key, context));
    const again = names.filter((known) => known === name || known.startsWith(`${name} #`)).length;
    names.push(again > 0 ? `${name} #${again + 1}` : name);
  }
  return names;
}
