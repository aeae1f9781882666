import type { FieldRef } from "../event/field.ts";
import { fieldRef } from "../event/field.ts";
import type { FieldValue, Scalar } from "../event/value.ts";
import { SEVERITIES, SEVERITY_RANK, type Severity } from "./finding.ts";
import type { CompiledRule } from "./rule.ts";
import type { RuleDetails } from "./rule-details.ts";

/** A title, a severity and a risk score (0 to 100; null where the author gave none). */
export interface Standing {
  readonly title: string;
  readonly severity: Severity;
  readonly riskScore: number | null;
}

/** What a finding is shown as where its rule lets the events say it. What `from` does not name is the rule's own. */
export interface Shown extends Standing {
  readonly from: {
    readonly title?: { readonly field: string };
    /** The field, and the value of it that the rule has a severity for. */
    readonly severity?: { readonly field: string; readonly value: string };
    readonly riskScore?: { readonly field: string };
  };
  /** The rule's own, whatever the events say. */
  readonly rule: Standing;
}

/** Reads a field of a finding's events: of several events what all of them say, otherwise undefined. */
export type Say = (field: FieldRef) => FieldValue | undefined;

type OverridingRule = Pick<CompiledRule, "title" | "severity" | "details" | "plan">;

/** The fields in which events may say what their alert is shown as, each once; nearly every rule has none. */
export function overridingFields({ details }: Pick<CompiledRule, "details">): readonly FieldRef[] {
  if (!details) return [];
  const { titleOverride, severityOverrides = [], riskScoreOverrides = [] } = details;
  const names = [titleOverride ?? "", ...severityOverrides.map(({ field }) => field), ...riskScoreOverrides.map(({ field }) => field)];
  // A star would ask for every field that is like it; to Kibana it is part of a name.
  return [...new Set(names.filter((name) => name !== "" && !name.includes("*")).map(ecs))];
}

/**
 * What a finding is shown as, or null where the rule leaves nothing to its events. As Kibana reads its rules:
 *
 * - Severity: of the mappings whose field has the value, exact in case, the highest. `event.severity` is compared as a number.
 * - Risk score: the highest number from 0 to 100 that the first mapped field holds, also where it is written as text.
 * - Title: the field's text, when it has exactly one.
 *
 * What none of this gives stays the rule's own.
 *
 * Of several events it is what **all of them** say alike (`sayAlike`). Kibana puts such an alert together from what its events
 * share, too (its "shell"), gives the shell the rule's own severity and leaves overrides to the alerts of the single events beside
 * it, which is why its documentation calls them not supported for event correlation. Callout has no alerts of the single events, so
 * that the shell is where it can be said; where the events disagree nobody could tell for which of them the alert speaks, and it
 * stays the rule's own, as in Kibana. A threshold's alert has only the fields that were counted by there, and here.
 */
export function shownAs(rule: OverridingRule, say: Say): Shown | null {
  const { details } = rule;
  const asked = overridingFields(rule);
  if (!details || asked.length === 0) return null;
  const own: Standing = { title: rule.title, severity: rule.severity, riskScore: details.riskScore ?? null };
  const counted = rule.plan?.op === "window" ? new Set(rule.plan.by) : null;
  const names = new Set(asked.map(({ name }) => name));
  const said = (name: string): readonly Scalar[] => (names.has(name) && counted?.has(name) !== false ? scalarsOf(say(ecs(name))) : []);
  const severity = severityOf(details, said);
  const riskScore = riskScoreOf(details, said);
  const title = titleOf(details, said);
  return {
    title: title?.gives ?? own.title,
    severity: severity?.gives ?? own.severity,
    riskScore: riskScore?.gives ?? own.riskScore,
    from: {
      ...(title && { title: { field: title.field } }),
      ...(severity && { severity: { field: severity.field, value: severity.value } }),
      ...(riskScore && { riskScore: { field: riskScore.field } }),
    },
    rule: own,
  };
}

/** What all of some events say alike: a field whose values differ in one of them says nothing. */
export function sayAlike(events: readonly Say[]): Say {
  return (field) => {
    const [first, ...rest] = events.map((say) => say(field));
    if (first === undefined) return undefined;
    const text = JSON.stringify(first);
    return rest.every((value) => JSON.stringify(value) === text) ? first : undefined;
  };
}

/** Whether a finding stands before another on the alert they share; equal ones are told apart by time and id, by who asks. */
export function compareStanding(a: Standing, b: Standing): number {
  return SEVERITY_RANK[b.severity] - SEVERITY_RANK[a.severity] || (b.riskScore ?? -1) - (a.riskScore ?? -1);
}

const ecs = (name: string): FieldRef => fieldRef("ecs", name);

type Said = (name: string) => readonly Scalar[];

function scalarsOf(value: FieldValue | undefined): readonly Scalar[] {
  if (value === undefined || value === null) return [];
  const list: readonly (Scalar | null)[] = isList(value) ? value : [value];
  return list.filter((one) => one !== null);
}

function isList(value: FieldValue): value is readonly (Scalar | null)[] {
  return Array.isArray(value);
}

/** ECS keeps it as a number; rules write its values as text. */
const NUMERIC = "event.severity";

function severityOf({ severityOverrides = [] }: RuleDetails, said: Said) {
  let best: { readonly field: string; readonly value: string; readonly gives: Severity } | undefined;
  for (const { field, when } of severityOverrides) {
    const gives = SEVERITIES.find((severity) => severity === when?.gives);
    if (!when || gives === undefined || (best && SEVERITY_RANK[gives] <= SEVERITY_RANK[best.gives])) continue;
    const { value } = when;
    const holds = (one: Scalar): boolean => (field === NUMERIC ? Number(one) === Math.floor(Number(value)) : String(one) === value);
    if (said(field).some(holds)) best = { field, value, gives };
  }
  return best;
}

function riskScoreOf({ riskScoreOverrides: [mapping] = [] }: RuleDetails, said: Said) {
  if (!mapping) return undefined;
  const numbers = said(mapping.field).flatMap((value): readonly number[] => {
    const score = typeof value === "boolean" || value === "" ? Number.NaN : Number(value);
    return score >= 0 && score <= 100 ? [score] : [];
  });
  return numbers.length === 0 ? undefined : { field: mapping.field, gives: Math.max(...numbers) };
}

/** Longer titles are cut: the queue sorts by them. */
const LONGEST_TITLE = 300;

function titleOf({ titleOverride: field }: RuleDetails, said: Said) {
  if (field === undefined) return undefined;
  const [text, ...more] = said(field);
  const line = typeof text === "string" && more.length === 0 ? text.trim().replaceAll(/\s+/g, " ") : "";
  if (line === "") return undefined;
  return { field, gives: line.length > LONGEST_TITLE ? `${line.slice(0, LONGEST_TITLE - 1).replace(/[\ud800-\udbff]$/, "")}…` : line };
}
