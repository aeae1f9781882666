import type { Diagnostic } from "#core/detection/diagnostic";
import type { Language, Severity } from "#core/detection/finding";
import type { AlertRow, ExceptionMention, Instant } from "../alert/types.ts";

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
  readonly openAlerts: number;
  readonly totalAlerts: number;
  readonly lastFiredAt: Instant | null;
  readonly updatedAt: Instant;
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
  readonly exceptions: readonly ExceptionMention[];
}

export interface RuleVersionRow {
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
