import type { Severity } from "#core/detection/finding";
import type { Condition, Lint } from "#core/exception/exception";
import type { HistoryEntry, Instant } from "../alert/types.ts";
import type { ExceptionStatus } from "./schema.ts";

export interface ExceptionRow {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly reason: string;
  readonly conditions: readonly Condition[];
  /** Empty: every rule. */
  readonly rules: readonly { readonly id: string; readonly title: string }[];
  /** Only events that are this step of the one rule. */
  readonly step: string | null;
  readonly status: ExceptionStatus;
  readonly error: string | null;
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly endedAt: Instant | null;
  /** Pieces of evidence it silences now, and when it last did. */
  readonly silencedFindings: number;
  readonly silencedAlerts: number;
  readonly lastSilencedAt: Instant | null;
}

export interface ExceptionDetail extends ExceptionRow {
  readonly sourceAlertId: string | null;
  readonly history: readonly HistoryEntry[];
}

export interface PreviewAlert {
  readonly id: string;
  readonly ruleTitle: string;
  readonly severity: Severity;
  readonly host: string;
  readonly process: string | null;
  readonly commandLine: string | null;
  readonly destination: string | null;
  readonly status: string;
  readonly assignee: string | null;
  readonly lastSeen: Instant;
  /** How many of its findings would be silenced, of how many that count. */
  readonly silenced: number;
  readonly total: number;
}

/** What saving would do, computed on stored evidence: all that is in the queue, and closed alerts of the last 30 days. */
export interface ExceptionPreview {
  /** The draft's lints; any `block` refuses to save. */
  readonly lints: readonly Lint[];
  /** Whether the alert it came from is matched; null when there is none. Names the failing condition when not. */
  readonly sourceMatches: boolean | null;
  /** Open and in-progress alerts that would go to *silenced* whole (first 100). */
  readonly silenced: readonly PreviewAlert[];
  readonly silencedCount: number;
  /** Alerts that would keep some evidence and so stay in the queue. */
  readonly reduced: readonly PreviewAlert[];
  readonly reducedCount: number;
  /** Closed alerts that match (they are left as they are). */
  readonly closedCount: number;
  /** Confirmed true positives that match: this blocks. */
  readonly truePositives: readonly PreviewAlert[];
  readonly hosts: number;
  readonly users: number;
  readonly destinations: number;
  /** True when there was more than could be examined in time. */
  readonly partial: boolean;
}

export type SaveExceptionOutcome =
  | { readonly ok: true; readonly id: string; readonly number: number; readonly silenced: number; readonly batchId: string }
  | { readonly ok: false; readonly lints: readonly Lint[] };

/** Conditions proposed for an alert, the narrowest first. */
export interface Proposal {
  readonly title: string;
  readonly conditions: readonly Condition[];
  readonly ruleIds: readonly string[];
  /** Only this step of the rule; null: all of it. */
  readonly step: string | null;
}
