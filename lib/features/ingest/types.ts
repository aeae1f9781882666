import type { Instant } from "../alert/types.ts";

export const INGEST_STATUSES = ["queued", "running", "done", "failed", "cancelled"] as const;
export type IngestStatus = (typeof INGEST_STATUSES)[number];

export interface IngestRow {
  readonly id: string;
  readonly name: string;
  readonly origin: "upload" | "api" | "sample";
  readonly status: IngestStatus;
  readonly format: string | null;
  readonly size: number;
  readonly bytesRead: number;
  readonly records: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly faults: number;
  readonly findings: number;
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
  readonly error: string | null;
  readonly duplicateOf: string | null;
}

/** A member of an archive, or the file itself. */
export interface IngestFileReport {
  readonly file: string;
  readonly format: string;
  readonly records: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly faults: number;
}

export interface IngestFaultRow {
  readonly file: string;
  readonly record: number;
  readonly offset: number | null;
  readonly code: string;
  readonly detail: string;
  readonly excerpt: string | null;
}

export interface IngestDetail extends IngestRow {
  readonly hosts: readonly string[];
  readonly firstEventAt: Instant | null;
  readonly lastEventAt: Instant | null;
  readonly files: readonly IngestFileReport[];
  /** The first 20; all of them at `GET /api/ingests/{id}/faults`. */
  readonly firstFaults: readonly IngestFaultRow[];
  /** Fields no enabled rule and no mapping reads. */
  readonly unreadFields: readonly { readonly name: string; readonly count: number }[];
  readonly alerts: number;
}

/** What an upload was told: its row, to be followed at `GET /api/ingests/{id}`. */
export interface UploadAnswer {
  readonly id: string;
  readonly name: string;
  readonly status: IngestStatus;
  /** Bytes and SHA-256 of what arrived. */
  readonly size: number;
  readonly sha256: string;
  /** The earlier ingest of the very same bytes: nothing was read again. */
  readonly duplicateOf: string | null;
}

/** What became of one line of a delivery to `POST /api/v1/events`. Lines are 1-based; empty ones are skipped and not answered. */
export interface PushResult {
  readonly line: number;
  readonly status: "stored" | "duplicate" | "fault";
  /** The event's id, when there is one. */
  readonly id?: string;
  /** Why not, when it is a fault. */
  readonly code?: string;
  readonly detail?: string;
}

export interface PushAnswer {
  readonly results: readonly PushResult[];
  readonly stored: number;
  readonly duplicates: number;
  readonly faults: number;
  readonly findings: number;
}
