import type { Scalar } from "#core/event/value";
import type { Instant } from "../alert/types.ts";

export const TRIGGERS = ["schedule", "upload", "manual", "backtest"] as const;
/** `backtest` raises nothing; the others raise alerts. */
export type Trigger = (typeof TRIGGERS)[number];

export const EXECUTION_STATUSES = ["queued", "running", "done", "failed", "cancelled"] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

/** One run of a rule, as far as it is. */
export interface ExecutionRow {
  readonly id: string;
  readonly ruleId: string;
  readonly ruleVersion: number;
  readonly trigger: Trigger;
  readonly status: ExecutionStatus;
  /** The events it looks at, by their own time. */
  readonly from: Instant;
  readonly to: Instant;
  /** When the schedule wanted it; null: somebody or something asked for it. */
  readonly dueAt: Instant | null;
  /** Runs before this one that did not happen; it covers their time. */
  readonly missed: number;
  /** Events read; 0 where pending keys say what to look at. */
  readonly events: number;
  /** Events that answered one of the rule's questions, or rows of its query. */
  readonly hits: number;
  readonly findings: number;
  readonly alerts: number;
  /** More was found than may be raised at once; `leftOver` findings wait for the next execution. */
  readonly truncated: boolean;
  readonly leftOver: number;
  readonly notices: readonly string[];
  readonly error: string | null;
  readonly done: number;
  /** What `done` goes up to; null while it is not known. */
  readonly total: number | null;
  /** More than one: a worker died over it, and another took it up. */
  readonly attempts: number;
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
}

/** One finding of a backtest. */
export interface BacktestSample {
  readonly at: Instant;
  readonly hosts: readonly string[];
  readonly processes: readonly string[];
  /** Events in all. */
  readonly events: number;
  readonly cells: { readonly [column: string]: Scalar | null };
  /** The first events, by id and in words. */
  readonly pieces: readonly { readonly eventId: string; readonly at: Instant; readonly text: string }[];
  /** Exceptions in force would silence it. */
  readonly silenced: boolean;
}

export interface ExecutionDetail extends ExecutionRow {
  readonly samples: readonly BacktestSample[];
}

/** How a rule has fared in the executions that are kept. Backtests do not count. */
export interface RuleHealth {
  readonly lastRanAt: Instant | null;
  readonly nextRunAt: Instant | null;
  /** Until when everything has been looked at. */
  readonly coveredTo: Instant | null;
  readonly ended: number;
  readonly failed: number;
  readonly truncated: number;
  /** Executions that covered for runs that did not happen. */
  readonly late: number;
  /** Taken up again after a worker had died. */
  readonly resumed: number;
  /** Milliseconds, of those that ended well; null when there is none. */
  readonly medianMs: number | null;
  readonly longestMs: number | null;
}

export type RequestOutcome =
  | { readonly ok: true; readonly executionId: string }
  /** `refused`: the rule has an error. `streams`: it fires as events arrive, there is nothing to run. `waiting`: one is queued already. */
  | { readonly ok: false; readonly reason: "refused" | "streams" | "waiting" };
