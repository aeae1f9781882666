import type { AddressContext } from "#core/enrichment/address-context";
import type { Instant, ProcessNode } from "../alert/types.ts";

/** What the fleet knows of one address: rolled up at ingest, so it is the same however much is loaded. */
export interface AddressPassport {
  readonly context: AddressContext;
  readonly firstSeen: Instant | null;
  readonly lastSeen: Instant | null;
  /** Connections in all. */
  readonly count: number;
  readonly hostCount: number;
  /** The 50 that talked to it most. */
  readonly hosts: readonly {
    readonly id: number;
    readonly name: string;
    readonly count: number;
    readonly firstSeen: Instant;
    readonly lastSeen: Instant;
  }[];
  readonly processes: readonly { readonly name: string; readonly count: number; readonly hosts: number }[];
}

/** One process with what is only shown when somebody opens it. */
export interface ProcessDetail extends ProcessNode {
  readonly hostName: string;
  readonly entityId: string;
  readonly sha256: string | null;
  readonly originalName: string | null;
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
}
