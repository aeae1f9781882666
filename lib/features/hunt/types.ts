import type { Diagnostic } from "#core/detection/diagnostic";
import type { JsonCell } from "#core/detection/kql/run/print";
import type { KqlType } from "#core/detection/kql/value/type";
import type { Instant } from "../alert/types.ts";
import type { HuntLanguage } from "./schema.ts";

export const HUNT_STATUSES = ["queued", "running", "done", "failed", "cancelled"] as const;
export type HuntStatus = (typeof HUNT_STATUSES)[number];

/** A column of a result. EQL and Sigma results have the types of KQL too. */
export interface HuntColumn {
  readonly name: string;
  readonly type: KqlType;
}

/** Where an event is stored: `getEvents` takes it as it is. */
export interface EventReference {
  readonly hostId: number;
  /** Exact to the microsecond. */
  readonly timestamp: Instant;
  readonly id: string;
}

/**
 * One row of a result. Cells as `jsonCell` writes them: datetime ISO 8601 with seven digits, timespan `d.hh:mm:ss.fffffff`, a long
 * beyond 2^53 and NaN as text, dynamic as JSON.
 */
export interface HuntResultRow {
  readonly cells: readonly JsonCell[];
  /** The events it was made from, in the order they came; cut at `EVENTS_PER_ROW`. */
  readonly events: readonly EventReference[];
  /** How many there are in all. */
  readonly eventTotal: number;
}

/** What `render` asks for. */
export interface HuntChart {
  /** timechart, columnchart, barchart, piechart, linechart, areachart, scatterchart, table, card, … */
  readonly kind: string;
  /** As written behind `with`: title, xcolumn, ycolumns, series, legend, accumulate, kind, … Names in lower case. */
  readonly properties: { readonly [name: string]: string | readonly string[] };
}

/** Events looked at, of those that the query's tables and times can concern. `total` is an estimate, null before it is known. */
export interface HuntProgress {
  readonly read: number;
  readonly total: number | null;
}

/** Milliseconds. Waiting: from asking to the first step; firstRow: from there to the first row of the result. */
export interface HuntTimings {
  readonly waiting: number | null;
  readonly firstRow: number | null;
  readonly running: number | null;
}

/** One hunt in a person's history. */
export interface HuntSummary {
  readonly id: string;
  readonly language: HuntLanguage;
  readonly text: string;
  readonly status: HuntStatus;
  readonly rowCount: number;
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly finishedAt: Instant | null;
  /** Whether its rows are still there; after `expiresAt` only the question is kept. */
  readonly hasRows: boolean;
}

/** A hunt as far as it is. */
export interface HuntDetail extends HuntSummary {
  readonly createdById: string;
  /** Events before and from then on are not read. */
  readonly from: Instant | null;
  readonly to: Instant | null;
  /** What `now()` is. */
  readonly now: Instant;
  readonly progress: HuntProgress;
  /** Null until the query is bound. */
  readonly columns: readonly HuntColumn[] | null;
  /** Why not all rows are kept; null when they are. */
  readonly truncated: string | null;
  /** What the reader must know: exact counts instead of estimates, data that is not there. */
  readonly notices: readonly string[];
  /** What is wrong with the text, or which limit was reached. */
  readonly diagnostic: Diagnostic | null;
  /** Why it failed when the text is not to blame. */
  readonly error: string | null;
  readonly chart: HuntChart | null;
  readonly timings: HuntTimings;
  readonly startedAt: Instant | null;
  readonly expiresAt: Instant | null;
}

export interface HuntRows {
  readonly rows: readonly HuntResultRow[];
  /** Rows kept so far; more may come while the hunt runs. */
  readonly total: number;
}

/** What a text would give, as far as it tells by itself. */
export interface HuntCheck {
  readonly diagnostics: readonly Diagnostic[];
  /** Null when the text is wrong, or when only the data knows. */
  readonly columns: readonly HuntColumn[] | null;
  readonly notices: readonly string[];
  readonly chart: HuntChart | null;
}

/** Names an editor completes. */
export interface CatalogNames {
  readonly tables: readonly { readonly name: string; readonly columns: readonly HuntColumn[] }[];
  readonly functions: readonly { readonly name: string; readonly kind: "scalar" | "aggregate" | "window" | "tabular" | "plugin" }[];
  readonly eql: {
    readonly categories: readonly string[];
    readonly fields: readonly string[];
    readonly functions: readonly string[];
  };
}
