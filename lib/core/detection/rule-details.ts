import type { Micros } from "./ir/plan.ts";
import type { RangeCompare } from "./ir/test.ts";

/** A technique or tactic by its id and name: `T1127`, `Trusted Developer Utilities Proxy Execution`. */
export interface ThreatName {
  readonly id: string;
  readonly name: string;
  readonly reference?: string;
}

/** What of a framework (MITRE ATT&CK) a rule is about. */
export interface ThreatMapping {
  readonly framework: string;
  readonly tactic: ThreatName | null;
  /** With their subtechniques, flat, in the order written: `T1127`, `T1127.001`. */
  readonly techniques: readonly ThreatName[];
}

/** Findings that agree in some fields are one alert. */
export interface Suppression {
  readonly by: readonly string[];
  /** For so long after the first of them; absent: within one execution. */
  readonly within?: Micros;
  /** What becomes of a finding that has none of the fields. */
  readonly missing: "suppress" | "keep";
}

/** A list of exceptions kept beside the rule and not in its file. */
export interface ExceptionListReference {
  readonly id: string;
  readonly listId: string;
  readonly type: string;
  /** Elastic: `single`, or `agnostic` for every space. */
  readonly scope: string;
}

/** What of a finding names a host, an account and so on (Sentinel). */
export interface EntityMapping {
  readonly entityType: string;
  readonly fields: readonly { readonly identifier: string; readonly column: string }[];
}

/** A field of the events whose value stands in place of the rule's own severity, score or title. */
export interface FieldOverride {
  readonly field: string;
  /** The value asked for, and what is then taken; null: the value itself. */
  readonly when: { readonly value: string; readonly gives: string | number } | null;
}

/** How many rows make an execution fire (Sentinel). */
export interface Trigger {
  readonly compare: RangeCompare | "=" | "!=";
  readonly bound: number;
}

/** One version of a rule, as the history in its file tells it. */
export interface RuleChange {
  readonly version: string;
  /** As written. */
  readonly date: string | null;
  readonly text: string;
}

/** What a rule file carries beside what every language has. Texts are as the author wrote them, Markdown where he meant it. */
export interface RuleDetails {
  /** 0 to 100. */
  readonly riskScore?: number;
  readonly riskScoreOverrides?: readonly FieldOverride[];
  readonly severityOverrides?: readonly FieldOverride[];
  /** The field whose value is the alert's title. */
  readonly titleOverride?: string;
  /** The author's own number of the version: `219`, `1.0.3`. */
  readonly authorVersion?: string;
  /** `eql`, `query`, `threshold`, `new_terms`, `correlation`, … as the file says. */
  readonly type?: string;
  /** Index patterns; they are part of the plan. */
  readonly indices?: readonly string[];
  /** Kibana's data view instead of index patterns. */
  readonly dataView?: string;
  /** The investigation guide. */
  readonly note?: string;
  /** What must be set up for the rule to see anything. */
  readonly setup?: string;
  readonly threat?: readonly ThreatMapping[];
  readonly suppression?: Suppression;
  /** Raises no alert by itself in Kibana; other rules look at what it finds. */
  readonly isBuildingBlock?: boolean;
  /** The field that holds the time the schedule looks at: `event.ingested`. */
  readonly timestampOverride?: string;
  /** The fields its author looks at first in an event. */
  readonly investigationFields?: readonly string[];
  /** Kibana's template for looking into its alerts. */
  readonly timeline?: string;
  readonly exceptionLists?: readonly ExceptionListReference[];
  readonly license?: string;
  /** Where the events come from: `endpoint`, `windows/sysmon_operational`. */
  readonly integrations?: readonly string[];
  readonly requiredFields?: readonly { readonly name: string; readonly type: string }[];
  readonly entityMappings?: readonly EntityMapping[];
  readonly trigger?: Trigger;
  readonly history?: readonly RuleChange[];
  /** Whether the author ships it switched on. */
  readonly isEnabled?: boolean;
}
