import type { Instant } from "../../alert/types.ts";
import type { RuleImportFile } from "../types.ts";

export const RULE_IMPORT_STATUSES = ["queued", "running", "done", "failed", "cancelled"] as const;
export type RuleImportStatus = (typeof RULE_IMPORT_STATUSES)[number];

/** Whether nothing more will come of it. */
export const hasEnded = (status: RuleImportStatus): boolean => status !== "queued" && status !== "running";

/** One upload of rules, as far as it is. */
export interface RuleImportRow {
  readonly id: string;
  readonly name: string;
  readonly status: RuleImportStatus;
  /** Bytes as sent. */
  readonly size: number;
  /** Rule files in the upload; null until they are counted. */
  readonly files: number | null;
  readonly filesRead: number;
  readonly added: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  /** Of the added: off, because deprecated, unsupported, or because that was asked for. */
  readonly addedOff: number;
  readonly startsEnabled: boolean;
  /** Members of archives and lines of bundles that are no rules. */
  readonly skipped: number;
  readonly error: string | null;
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
}

/** A page of what became of each rule: the refused first, then the added, the updated, the unchanged. */
export interface RuleImportLines {
  readonly lines: readonly RuleImportFile[];
  readonly next: string | null;
}

/** Something that was found in the text of so many lines of an import. */
export interface ImportReason {
  readonly code: string;
  readonly lines: number;
}

export interface RuleImportDetail extends RuleImportRow, RuleImportLines {}
