import { createHash } from "node:crypto";
import type { Diagnostic } from "./diagnostic.ts";
import type { Language, RuleId, Severity } from "./finding.ts";
import type { Micros, Plan } from "./ir/plan.ts";
import type { RuleDetails } from "./rule-details.ts";

/** When a rule runs that does not stream; spans in microseconds. */
export interface Schedule {
  readonly every: Micros;
  /** How far before an execution events are looked at. */
  readonly lookBack: Micros;
  /** Most alerts an execution raises; Infinity where the language sets no limit. */
  readonly mostAlerts: number;
}

/** A rule as it was read: what people see of it, and its plan. */
export interface CompiledRule {
  readonly id: RuleId;
  readonly title: string;
  readonly language: Language;
  readonly severity: Severity;
  readonly status: string;
  readonly description: string;
  readonly author: string;
  readonly references: readonly string[];
  readonly tags: readonly string[];
  readonly falsePositives: readonly string[];
  /** `windows / process_creation`. */
  readonly logSource: string;
  /** The rule's own text; of a file with several documents, its document. */
  readonly source: string;
  readonly file: string;
  /** Null: refused, and an error among the diagnostics says why. */
  readonly plan: Plan | null;
  /** What other rules may call it. */
  readonly name?: string;
  /** A correlation speaks for it (Sigma's `generate: false`): its hits are counted and it raises nothing by itself. */
  readonly isSilent?: true;
  /** Ids of the Sigma filters that are part of its plan. */
  readonly filters?: readonly RuleId[];
  /** As its file says; rules without one stream, or run over the keys a batch touched. */
  readonly schedule?: Schedule;
  readonly details?: RuleDetails;
  readonly diagnostics: readonly Diagnostic[];
}

/** The rule's own id, lower-cased, or a UUID from the SHA-256 of its text: the same text always gets the same one. */
export function ruleId(written: string | undefined, source: string): RuleId {
  if (written !== undefined) return written.toLowerCase() as RuleId;
  const hex = createHash("sha256").update(source).digest("hex");
  const variant = ((Number.parseInt(hex[16] ?? "0", 16) & 3) | 8).toString(16);
  // Version 8: a UUID whose bits its maker chose (RFC 9562).
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}` as RuleId;
}
