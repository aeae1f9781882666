import type { Diagnostic } from "#core/detection/diagnostic";
import type { Language, Severity } from "#core/detection/finding";
import type { RuleDetails } from "#core/detection/rule-details";
import type { AlertRow, AlertTimeline, ExceptionMention, Instant } from "../alert/types.ts";
import type { HitState } from "../hit/types.ts";
import type { RuleSchedule } from "./schedule/schema.ts";

export interface RuleRow {
  readonly id: string;
  readonly title: string;
  readonly language: Language;
  readonly severity: Severity;
  readonly status: string;
  readonly logSource: string;
  readonly tags: readonly string[];
  readonly builtIn: boolean;
  readonly enabled: boolean;
  readonly version: number;
  /** It has an error: it is kept and shown, and does not run. */
  readonly refused: boolean;
  readonly warnings: number;
  /** What its author calls it: `eql`, `query`, `threshold`, `correlation`, `sigma`, … */
  readonly kind: string;
  /** Null: it fires as events arrive, or runs only when somebody asks for it. */
  readonly everySeconds: number | null;
  readonly lastRunAt: Instant | null;
  /** What asking it costs for every event that arrives, on average; null: not measured yet. */
  readonly costNanoseconds: number | null;
  readonly openAlerts: number;
  readonly totalAlerts: number;
  readonly lastFiredAt: Instant | null;
  readonly updatedAt: Instant;
}

/** A rule as a picker shows it. */
export interface RuleChoice {
  readonly id: string;
  readonly title: string;
}

export interface RulePage {
  readonly rows: readonly RuleRow[];
  readonly total: number;
  /** Of all pages: rules that are off and could run, and rules that run. */
  readonly canEnable: number;
  readonly canDisable: number;
  readonly next: string | null;
}

export interface RuleDetail extends RuleRow {
  readonly riskScore: number | null;
  readonly authorVersion: string | null;
  readonly details: RuleDetails;
  readonly schedule: RuleScheduleState;
  readonly cost: RuleCostState | null;
  readonly links: RuleLinks;
  /** Of a rule over several events that is watched for; null of all others. */
  readonly hits: HitState | null;
  readonly description: string;
  readonly author: string;
  readonly references: readonly string[];
  readonly falsePositives: readonly string[];
  readonly fileName: string;
  readonly source: string;
  readonly diagnostics: readonly Diagnostic[];
  /** The compiled plan as indented text, or null when the rule is refused. */
  readonly plan: string | null;
  /** As written in the rule. */
  readonly date: string | null;
  readonly modified: string | null;
  /** The newest first. */
  readonly versions: readonly RuleVersionRow[];
  readonly related: readonly RelatedMention[];
  readonly recentAlerts: readonly AlertRow[];
  /** Null: it never fired. */
  readonly timeline: AlertTimeline | null;
  readonly exceptions: readonly ExceptionMention[];
}

/** When a rule runs. */
export interface RuleScheduleState {
  /** False: it looks at one event at a time and fires as they arrive, whatever its file says. */
  readonly canRun: boolean;
  /** In force; null: none. */
  readonly inForce: RuleSchedule | null;
  /** What its own text says; null: nothing. */
  readonly ofFile: RuleSchedule | null;
  /** A person set what is in force. */
  readonly isEdited: boolean;
}

/** What asking a rule costs, as the worker measured it. */
export interface RuleCostState {
  /** On average for every event that arrives, whether the rule was asked or not. */
  readonly nanoseconds: number;
  /** The share of events it was asked about, 0 to 1. */
  readonly asked: number;
  readonly measuredAt: Instant;
}

export interface LinkedRule {
  readonly id: string;
  readonly title: string;
  readonly enabled: boolean;
}

/** How a rule hangs together with others of the console. */
export interface RuleLinks {
  /** Of a correlation: the rules it counts. Of a filter: the rules it is part of. */
  readonly uses: readonly LinkedRule[];
  /** Correlations that count this rule. */
  readonly usedBy: readonly LinkedRule[];
  /** Filters that are part of this rule. */
  readonly filteredBy: readonly LinkedRule[];
  /** Names it refers to and that no rule here answers to: it waits for them. */
  readonly waitsFor: readonly string[];
  /** A correlation that runs counts it and did not say `generate: true`: it raises nothing by itself. */
  readonly isSilent: boolean;
}

export interface RuleVersionRow {
  /** The author's own number of it. */
  readonly authorVersion: string | null;
  readonly version: number;
  readonly createdAt: Instant;
  readonly createdBy: string;
  /** The earlier version whose text this one brought back. */
  readonly restoredFrom: number | null;
}

/** A rule that this one names as related, or that names this one. */
export interface RelatedMention {
  readonly id: string;
  /** In Sigma's words: `derived`, `obsolete`, `merged`, `renamed`, `similar`. */
  readonly type: string;
  readonly direction: "names" | "named-by";
  /** Null: it is not in this console. */
  readonly title: string | null;
  readonly enabled: boolean;
}

/** What an upload of rule files did, file by file. */
export interface RuleImportReport {
  readonly accepted: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly files: readonly RuleImportFile[];
}

export interface RuleImportFile {
  readonly file: string;
  readonly ruleId: string | null;
  readonly title: string | null;
  readonly outcome: "added" | "updated" | "unchanged" | "refused";
  readonly diagnostics: readonly Diagnostic[];
}

export type EnableOutcome =
  | { readonly ok: true; readonly changed: number; readonly batchId: string }
  /** As many rules as the person was told are not there any more: `now` would change. */
  | { readonly ok: false; readonly reason: "moved-on"; readonly now: number };

export type ScheduleOutcome =
  | { readonly ok: true; readonly batchId: string }
  /** It looks at one event at a time and fires as they arrive. */
  | { readonly ok: false; readonly reason: "streams" };

export type UndoOutcome =
  | { readonly ok: true; readonly changed: number; readonly skipped: number }
  | { readonly ok: false; readonly reason: "nothing-to-undo" };

export type RestoreOutcome =
  | { readonly ok: true; readonly version: number }
  /** `built-in`: Callout's own text follows the release. `same`: the rule already says this. `other-id`: the text is another rule's. */
  | { readonly ok: false; readonly reason: "built-in" | "same" | "other-id" };

/** Two texts of one rule. */
export interface VersionPair {
  readonly ruleId: string;
  readonly title: string;
  readonly builtIn: boolean;
  readonly current: number;
  readonly versions: readonly RuleVersionRow[];
  readonly from: { readonly version: number; readonly source: string };
  readonly to: { readonly version: number; readonly source: string };
}
