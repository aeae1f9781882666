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
  /** Errors refuse the rule; warnings are shown. */
  readonly errors: number;
  readonly warnings: number;
  readonly openAlerts: number;
  readonly totalAlerts: number;
  readonly lastFiredAt: Instant | null;
  readonly updatedAt: Instant;
}

export interface RulePage {
  readonly rows: readonly RuleRow[];
  readonly total: number;
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
  readonly versions: readonly { readonly version: number; readonly createdAt: Instant; readonly createdBy: string }[];
  readonly recentAlerts: readonly AlertRow[];
  readonly exceptions: readonly ExceptionMention[];
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
