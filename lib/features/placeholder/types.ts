import type { Instant } from "../alert/types.ts";

/** A name rules ask for, or that has values. */
export interface PlaceholderRow {
  readonly name: string;
  /** Empty: rules ask for it and are refused until it has some. */
  readonly values: readonly string[];
  readonly rules: readonly { readonly id: string; readonly title: string }[];
  readonly updatedBy: string | null;
  readonly updatedAt: Instant | null;
}

/** `rules`: those whose meaning changed with it. `running`, `refused`: how many of them can run now, and cannot. */
export type PlaceholderOutcome =
  | { readonly ok: true; readonly batchId: string; readonly running: number; readonly refused: number }
  | { readonly ok: false; readonly reason: "unchanged" | "nothing-to-undo" };
