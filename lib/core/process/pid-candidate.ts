import type { EpochMicros } from "../event/event.ts";

/** A stored process that had the pid at some time, on the same host: the caller asks by host and pid. */
export interface PidCandidate {
  readonly key: string;
  readonly startedAt?: EpochMicros | null | undefined;
  readonly endedAt?: EpochMicros | null | undefined;
  readonly name?: string | null | undefined;
}

export interface PidChoice<C extends PidCandidate> {
  readonly process: C;
  /** 0.7, or 0.5 for a process that has been running, as far as anyone knows, for more than a day. */
  readonly confidence: number;
}

/** How far the log may lag behind the process table. */
const SLACK: EpochMicros = 1_000_000;
/** Sysmon 3 and 22 are written a second or more after the fact. */
export const NETWORK_SLACK: EpochMicros = 2_000_000;
const DAY: EpochMicros = 86_400_000_000;

/**
 * Which process had a pid at a time (telemetry.md §2.2.3): the last one to start by then that had not ended, and whose
 * name is the one the event gives. Pids are reused (214 of 1,071 recorded starts), so a wrong name or a later start is
 * no candidate at all: no link is better than a wrong one.
 */
export function choosePidCandidate<C extends PidCandidate>(
  candidates: readonly C[],
  at: EpochMicros,
  name: string | undefined,
  slack: EpochMicros = SLACK,
): PidChoice<C> | undefined {
  let best: C | undefined;
  let bestStart = Number.NEGATIVE_INFINITY;
  for (const candidate of candidates) {
    const started = candidate.startedAt ?? undefined;
    if (started === undefined || started > at + slack || started <= bestStart) continue;
    if (candidate.endedAt != null && candidate.endedAt < at - slack) continue;
    if (name && candidate.name && name.toLowerCase() !== candidate.name.toLowerCase()) continue;
    best = candidate;
    bestStart = started;
  }
  if (!best) return undefined;
  return { process: best, confidence: best.endedAt == null && at - bestStart > DAY ? 0.5 : 0.7 };
}
