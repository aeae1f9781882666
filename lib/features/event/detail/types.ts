import type { ProcessChain } from "../../alert/types.ts";

/** One stored event with what surrounds it. */
export interface EventDetail {
  readonly id: string;
  readonly hostId: number;
  readonly host: string;
  /** ISO 8601, exact to the microsecond. */
  readonly at: string;
  readonly class: string;
  readonly source: string;
  readonly file: string;
  readonly record: number;
  readonly ingestId: string;
  readonly processKey: string | null;
  readonly processName: string | null;
  readonly user: string | null;
  readonly remoteAddress: string | null;
  /** Canonical document, flat. */
  readonly fields: { readonly [name: string]: unknown };
  /** The record as decoded. */
  readonly raw: unknown;
  readonly chain: ProcessChain;
}
