/** When a rule runs. All in milliseconds. */
export interface Timing {
  readonly every: number;
  readonly lookBack: number;
}

/** One execution as the schedule wants it; instants in milliseconds since the epoch. */
export interface DueRun {
  /** Both ends included; `to` is the time of the execution. */
  readonly from: number;
  readonly to: number;
  /** Runs before this one that did not happen: it covers their time. */
  readonly missed: number;
}

/** A gap longer than this is not made good: a console that was off for a year would read a year. */
export const LONGEST_GAP_MS = 7 * 24 * 60 * 60 * 1_000;

/**
 * What an execution at `now` looks at. Without a gap that is the look-back. With one it begins where the last execution ended, less
 * what the look-back overlaps, so that nothing that arrived meanwhile is passed over.
 */
export function dueRun({ every, lookBack }: Timing, dueAt: number | null, coveredTo: number | null, now: number): DueRun {
  const usual = now - lookBack;
  const overlap = Math.max(0, lookBack - every);
  const resumed = coveredTo === null ? usual : Math.max(coveredTo - overlap, now - LONGEST_GAP_MS);
  const missed = dueAt === null ? 0 : Math.max(0, Math.floor((now - dueAt) / every));
  return { from: Math.min(usual, resumed), to: now, missed };
}

/** The first time after `now` on the grid that `dueAt` stands on: a late execution does not move those after it. */
export function nextDue(every: number, dueAt: number, now: number): number {
  return dueAt + (Math.max(0, Math.floor((now - dueAt) / every)) + 1) * every;
}
