import type { EpochMicros } from "../event/event.ts";
import type { ProcessKey } from "../event/process-key.ts";

/**
 * How good a witness is: 100 the start event, 60 a snapshot of what was running, 50 the parent block of a child's start,
 * 40 the acting process of another event, 20 what an id or a pid alone gives away (telemetry.md §2.1).
 */
export type Rank = 100 | 60 | 50 | 40 | 20;

/** How the parent is known: by id, by pid and time, or not at all. */
export type ParentLink = "exact" | "inferred" | "missing";

/** What an event says of a process it mentions. Absent means the event does not say. */
export interface ProcessFacts {
  readonly hostKey: string;
  readonly pid?: number;
  readonly startedAt?: EpochMicros;
  readonly endedAt?: EpochMicros;
  readonly executable?: string;
  readonly name?: string;
  readonly commandLine?: string;
  /** `DOMAIN\name`, or the name alone. */
  readonly user?: string;
  /** `system`, `high`, `medium`, `low`. */
  readonly integrity?: string;
  readonly sha256?: string;
  /** The name in the file's version resource, which a renamed binary keeps. */
  readonly originalName?: string;
  readonly parentKey?: ProcessKey;
  readonly parentPid?: number;
  readonly parentLink: ParentLink;
  readonly rank: Rank;
  readonly isStart: boolean;
}

/** What the process is to the event. */
export type Role = "subject" | "parent" | "ancestor" | "target";

/** A process the event identifies. */
export interface IdentifiedProcess extends ProcessFacts {
  readonly kind: "identified";
  readonly key: ProcessKey;
  /** The id as the source writes it. */
  readonly entityId: string;
  readonly role: Role;
}

/**
 * A process the event names by pid alone: which one had that pid then, only the store can tell (`choosePidCandidate`).
 * `childKey` is set for a parent: the process whose `parentKey` the answer completes.
 */
export interface ProcessByPid extends ProcessFacts {
  readonly kind: "by-pid";
  readonly key?: undefined;
  readonly pid: number;
  readonly at: EpochMicros;
  readonly role: Role;
  readonly childKey?: ProcessKey;
}

/** One process an event mentions. */
export type ProcessMention = IdentifiedProcess | ProcessByPid;
