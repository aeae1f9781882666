import { createHash } from "node:crypto";
import type { Plan, ScanId, ScanPlan } from "#core/detection/ir/plan";
import { hitFieldsOf, patience, scansOf } from "#core/detection/ir/plan-walk";
import { print } from "#core/detection/ir/print";
import { type Partition, partitionOf } from "#core/detection/partition";
import { type Reading, readingOf } from "#core/detection/reading";
import type { CompiledRule } from "#core/detection/rule";
import { isStateful } from "#core/detection/stateful";
import { stepNames } from "#core/detection/step-place";
import type { FieldRef } from "#core/event/field";
import type { Exception } from "#core/exception/exception";
import { watchPlans } from "#features/hit/plan/mutations";

/** A rule over several events that is watched for. */
export interface StatefulRule {
  readonly rule: CompiledRule;
  readonly plan: Plan;
  readonly planId: number;
  /** Its parts wait for its next execution. */
  readonly isScheduled: boolean;
  readonly scans: readonly ScanPlan[];
  readonly fields: readonly FieldRef[];
  readonly partition: Partition;
  readonly reading: Reading;
  /** Microseconds that a finding can be refuted in. */
  readonly patience: number;
  /** By position of the scan, the steps it can be evidence as; a scan that is only asked for what must not be has none. */
  readonly steps: readonly (readonly string[])[];
}

/** Rules over several events, by what they ask. */
export interface StatefulRules {
  readonly rules: readonly StatefulRule[];
  readonly byPlan: ReadonlyMap<number, StatefulRule>;
  readonly byScan: ReadonlyMap<ScanId, readonly Asker[]>;
}

export interface Asker {
  readonly stateful: StatefulRule;
  /** Position of the scan in its plan. */
  readonly scan: number;
}

export interface WatchOptions {
  readonly isScheduled: (rule: CompiledRule) => boolean;
  readonly exceptions: readonly Exception[];
}

/** Rules that need every piece of their evidence: what exceptions silence is left out when they are run a second time. */
export function needsAll(plan: Plan): boolean {
  return plan.op === "sequence" || plan.op === "sample";
}

/** The exceptions that hits of a rule are judged by, as a hash; null for none. */
export function judgedBy(rule: CompiledRule, plan: Plan, exceptions: readonly Exception[]): string | null {
  const own = needsAll(plan) ? exceptions.filter(({ rules }) => rules.length === 0 || rules.includes(rule.id)) : [];
  return own.length === 0 ? null : createHash("sha256").update(JSON.stringify(own)).digest("hex");
}

/** Tells the store which plans are watched for from `revision` on. */
export async function watchStateful(
  rules: readonly CompiledRule[],
  revision: bigint,
  { isScheduled, exceptions }: WatchOptions,
): Promise<StatefulRules> {
  const running = rules.flatMap((rule) => (rule.plan && isStateful(rule) && !rule.isSilent ? [{ rule, plan: rule.plan }] : []));
  const ids = await watchPlans(
    revision,
    running.map(({ rule, plan }) => ({ ruleId: rule.id, hash: hashOf(plan), judgedBy: judgedBy(rule, plan, exceptions) })),
  );
  const stateful = running.flatMap(({ rule, plan }, at): readonly StatefulRule[] => {
    const planId = ids[at];
    return planId === undefined ? [] : [statefulRule(rule, plan, planId, isScheduled(rule))];
  });
  return rulesByScan(stateful);
}

export function rulesByScan(rules: readonly StatefulRule[]): StatefulRules {
  const byScan = new Map<ScanId, Asker[]>();
  for (const stateful of rules) {
    for (const [scan, { scan: id }] of stateful.scans.entries()) {
      const askers = byScan.get(id);
      if (askers) askers.push({ stateful, scan });
      else byScan.set(id, [{ stateful, scan }]);
    }
  }
  return { rules, byPlan: new Map(rules.map((each) => [each.planId, each])), byScan };
}

/** A rule with everything that running it in the store needs. */
export function statefulRule(rule: CompiledRule, plan: Plan, planId: number, isScheduled: boolean): StatefulRule {
  const scans = scansOf(plan);
  const partition = partitionOf(plan);
  return {
    rule,
    plan,
    planId,
    isScheduled,
    scans,
    fields: hitFieldsOf(plan),
    partition,
    reading: readingOf(plan, partition),
    patience: patience(plan),
    steps: scans.map(({ scan }) => stepNames(plan, scan)),
  };
}

function hashOf(plan: Plan): string {
  const hex = createHash("sha256").update(print(plan)).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
