import type { Diagnostic } from "#core/detection/diagnostic";
import type { EpochMicros } from "#core/event/event";
import type { HuntChart, HuntColumn, HuntProgress, HuntResultRow } from "#features/hunt/types";

/** What one query may use. Whatever is absent has its default (`DEFAULT_LIMITS`). */
export interface QueryLimits {
  /** Most rows all operators together may hold at once. */
  readonly heldRows: number;
  /** Heap of the thread it runs in; beyond it the query ends, and nothing else. */
  readonly megabytes: number;
  readonly milliseconds: number;
  /** Most rows of the answer; the rest is cut off and said so. */
  readonly resultRows: number;
  readonly eventsPerRow: number;
}

export interface StoreQuery {
  /** What `now()` is. */
  readonly now: EpochMicros;
  /** Events before and from then on are not read. */
  readonly from?: EpochMicros;
  readonly to?: EpochMicros;
  readonly signal?: AbortSignal;
  readonly limits?: Partial<QueryLimits>;
  readonly onProgress?: (progress: HuntProgress) => void;
}

/** The answer of a query over the store. `ok: false`: the text is wrong, or a limit was reached (`code` is `limit`). */
export type StoreAnswer =
  | { readonly ok: false; readonly diagnostic: Diagnostic }
  | {
      readonly ok: true;
      readonly columns: readonly HuntColumn[];
      readonly rows: readonly HuntResultRow[];
      /** Why there are rows that are not among them. */
      readonly truncated: string | null;
      readonly notices: readonly string[];
      readonly chart: HuntChart | null;
      /** Events looked at. */
      readonly read: number;
    };
