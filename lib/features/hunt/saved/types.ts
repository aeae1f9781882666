import type { QueryLanguage } from "./schema.ts";

/** A saved query as its reader sees it. */
export interface SavedQuery {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Parts between slashes; empty: in no folder. */
  readonly folder: string;
  readonly tags: readonly string[];
  readonly language: QueryLanguage;
  readonly text: string;
  /** As `RangeText`. */
  readonly range: string;
  readonly isShared: boolean;
  /** The reader's own, who alone may change it. */
  readonly isMine: boolean;
  readonly ownerName: string;
  /** ISO 8601 with `Z`. */
  readonly updatedAt: string;
  readonly version: number;
}

export type SaveQueryOutcome =
  | { readonly ok: true; readonly query: SavedQuery }
  | { readonly ok: false; readonly reason: "changed-meanwhile" | "not-yours" | "gone" }
  | { readonly ok: false; readonly reason: "invalid"; readonly fields: { readonly [field: string]: string } };

export type DeleteQueryOutcome = { readonly ok: true } | { readonly ok: false; readonly reason: "not-yours" | "gone" };
