import type { Diagnostic } from "#core/detection/diagnostic";
import type { EpochMicros } from "#core/event/event";
import type { HuntLanguage } from "#features/hunt/schema";
import type { HuntChart, HuntColumn, HuntProgress } from "#features/hunt/types";
import type { QueryLimits } from "./question.ts";

/** A query on its way into a thread. */
export interface ThreadQuestion {
  readonly connectionString: string;
  readonly language: HuntLanguage;
  readonly text: string;
  readonly now: EpochMicros;
  readonly from: EpochMicros | null;
  readonly to: EpochMicros | null;
  readonly limits: QueryLimits;
}

export type ToThread =
  | { readonly kind: "ask"; readonly question: ThreadQuestion }
  | { readonly kind: "cancel" }
  /** The rows sent last are stored: the next may come. */
  | { readonly kind: "taken" };

/** Some rows of the answer: `HuntResultRow[]` as JSON text. */
export interface RowChunk {
  readonly first: number;
  readonly count: number;
  readonly rows: string;
}

export interface Description {
  readonly columns: readonly HuntColumn[];
  readonly notices: readonly string[];
  readonly chart: HuntChart | null;
}

/** How a query ended. */
export type ThreadEnd =
  | { readonly kind: "done"; readonly truncated: string | null; readonly notices: readonly string[]; readonly read: number }
  | { readonly kind: "refused"; readonly diagnostic: Diagnostic }
  | { readonly kind: "cancelled" }
  | { readonly kind: "failed"; readonly message: string };

export type FromThread =
  | { readonly kind: "ready" }
  /** The process of Postgres that works for it. */
  | { readonly kind: "session"; readonly pid: number }
  | { readonly kind: "described"; readonly description: Description }
  | { readonly kind: "progress"; readonly progress: HuntProgress }
  | { readonly kind: "rows"; readonly chunk: RowChunk }
  | ThreadEnd;
