import type { EpochMicros } from "#core/event/event";
import type { FieldValue } from "#core/event/value";

/** A part of a plan: what is run, locked and read on its own (core/detection/partition.ts). */
export interface PartRef {
  readonly planId: number;
  /** A signed 64-bit number as text. */
  readonly key: string;
}

/** An event that answered a question of a plan, as it is kept. */
export interface StoredHit extends PartRef {
  readonly at: EpochMicros;
  readonly eventId: string;
  readonly hostId: number;
  /** Position in the plan's scans. */
  readonly scan: number;
  readonly order: number;
  /** Of the plan's fields, in their order; null where the event has none. */
  readonly values: readonly FieldValue[];
  /** Exceptions that silence it for the plan's rule. */
  readonly silencedBy: readonly string[];
  /** It was stored before the plan was. */
  readonly isFilled: boolean;
}

/** Hits of a part between two moments, both included. */
export interface HitSpan extends PartRef {
  readonly from: EpochMicros;
  readonly to: EpochMicros;
}

/** A place in the one order of time: instant, record number, id. */
export interface HitPlace {
  readonly at: EpochMicros;
  readonly order: number;
  readonly eventId: string;
}

/** How a rule's hits stand, for its page; null when nothing is watched for it. */
export interface HitState {
  /** filling: stored events are being read for it, `filled` of `toFill` so far. */
  readonly status: "filling" | "live";
  readonly filled: number;
  readonly toFill: number | null;
  readonly notice: string | null;
  /** Parts that wait for an execution or for silence to be certain. */
  readonly pending: number;
}
