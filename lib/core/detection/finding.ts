import type { EpochMicros, EventId } from "../event/event.ts";
import type { Scalar } from "../event/value.ts";

/** The rule's own `id` where it has one, otherwise a UUID derived from its text. */
export type RuleId = string & { readonly brand: "RuleId" };

/** Sigma's `level`, one scale for every language. */
export const SEVERITIES = ["informational", "low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];
export const SEVERITY_RANK: { readonly [S in Severity]: number } = { informational: 0, low: 1, medium: 2, high: 3, critical: 4 };

export const LANGUAGES = ["sigma", "eql", "kuery", "kql"] as const;
export type Language = (typeof LANGUAGES)[number];

/** One predicate that was true (or, in a 'why not', false) and the value that made it so. */
export interface Reason {
  /** Where in the rule: `selection.Image|endswith`. */
  readonly path: string;
  /** The field as the rule names it. */
  readonly field: string;
  /** The test in words: `ends with "\msbuild.exe"`. */
  readonly test: string;
  readonly held: boolean;
  /** The event's value, cut to 4,000 characters; undefined when the field is absent. */
  readonly value?: string;
  /** Matched parts of `value` as [start, end) in UTF-16 units; empty when the whole value matched or none did. */
  readonly spans: readonly (readonly [number, number])[];
}

/** A rule fired on evidence (OCSF: detection finding). */
export interface Finding {
  readonly rule: RuleId;
  readonly at: EpochMicros;
  readonly evidence: readonly EventId[];
  readonly cells: { readonly [column: string]: Scalar | null };
  readonly why: readonly Reason[];
}
