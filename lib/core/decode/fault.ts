import type { Position } from "./record.ts";

/** Why bytes could not become a record. Counted and shown with its position, never thrown. */
export interface DecodeFault {
  readonly kind: "fault";
  readonly code: FaultCode;
  readonly position: Position;
  /** One sentence for a person: what was wrong and, where known, what was expected. */
  readonly detail: string;
  /** Up to 200 characters of the offending text, control characters escaped. */
  readonly excerpt?: string;
}

export const FAULT_CODES = [
  "empty-file",
  "unknown-format",
  "truncated",
  "bad-magic",
  "bad-checksum",
  "bad-chunk",
  "bad-record",
  "not-json",
  "not-an-object",
  "invalid-utf8",
  "too-deep",
  "too-many-fields",
  "record-too-large",
  "bad-csv",
  "bad-gzip",
  "bad-zip",
  "bad-tar",
  "size-limit",
  "ratio-limit",
  "nesting-limit",
  "entry-limit",
  "unknown-schema",
  "missing-timestamp",
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];
