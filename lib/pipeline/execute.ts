import type pg from "pg";
import type { CompiledRule } from "#core/detection/rule";
import { beatExecution, type ClaimedExecution, giveBackExecution } from "#features/execution/claim/mutations";
import { ExecutionLost, type ExecutionOutcome, endExecution, finishExecution } from "#features/execution/mutations";
import { getRunnableRule } from "#features/rule/data";
import { getAmongOthers } from "#features/rule/neighbour/data";
import { onClient } from "#lib/db/query";
import { AppError } from "#lib/errors";
import { log } from "#lib/log";

/** One execution in work, as whoever runs it sees it. */
export interface ExecutionRun extends ClaimedExecution {
  /** When it runs, whatever time it looks at: which exceptions are in force, which parts are due. */
  readonly now: Date;
  readonly rule: CompiledRule;
  /** Most alerts it may raise; Infinity where there is no limit. */
  readonly mostAlerts: number;
  /** In milliseconds; null: it has no schedule. */
  readonly timing: { readonly every: number; readonly lookBack: number } | null;
  /** Aborts when somebody cancels it, the worker stops, or another worker has it. */
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number | null) => void;
  /** Ends it, in the transaction that raises its alerts. To be called once. */
  readonly finish: (client: pg.PoolClient, outcome: ExecutionOutcome) => Promise<void>;
}

/** Carries an execution out and calls `finish`. Throws `AppError` for what its reader can understand. */
export type Runner = (run: ExecutionRun) => Promise<void>;

export type ExecutionEnd = "done" | "failed" | "cancelled" | "given-back" | "lost";

export interface ExecuteOptions {
  readonly workerId: string;
  readonly shutdown: AbortSignal;
  readonly clock: () => Date;
  readonly beatMs: number;
}

/** Runs a claimed execution to one of its ends, with a heartbeat meanwhile. Throws only when the database is not there. */
export async function execute(claimed: ClaimedExecution, runner: Runner, options: ExecuteOptions): Promise<ExecutionEnd> {
  const { workerId, shutdown, clock, beatMs } = options;
  const stop = new AbortController();
  let progress: { readonly done: number; readonly total: number | null } = { done: 0, total: null };
  let why: "cancelled" | "lost" | null = null;
  const beat = setInterval(() => {
    beatExecution(claimed.id, workerId, progress, clock())
      .then((heard) => {
        if (heard === "go-on") return;
        why ??= heard;
        stop.abort();
      })
      .catch((error: unknown) => log.warn({ err: error, execution: claimed.id }, "heartbeat of an execution"));
  }, beatMs);
  const began = performance.now();
  const end = async (how: ExecutionEnd, error: unknown = undefined): Promise<ExecutionEnd> => {
    const level = how === "failed" ? "error" : "info";
    const { id, ruleId, trigger } = claimed;
    log[level](
      { execution: id, ruleId, trigger, end: how, ms: Math.round(performance.now() - began), ...(error !== undefined && { err: error }) },
      "execution",
    );
    return how;
  };
  try {
    const stored = await getRunnableRule(claimed.ruleId);
    const rule = stored && (await getAmongOthers({ ...stored, id: claimed.ruleId })).rule;
    if (!stored || !rule?.plan) {
      const said = rule?.diagnostics.find(({ severity }) => severity === "error")?.message;
      await endExecution(
        claimed.id,
        workerId,
        { status: "failed", error: said ?? "the rule is not there any more, or is refused" },
        clock(),
      );
      return await end("failed");
    }
    const signal = AbortSignal.any([shutdown, stop.signal]);
    // What was cancelled while the rule was being read must not begin.
    signal.throwIfAborted();
    await runner({
      ...claimed,
      now: clock(),
      rule,
      mostAlerts: stored.mostAlerts ?? Number.POSITIVE_INFINITY,
      timing: stored.timing,
      signal,
      onProgress: (done, total) => {
        progress = { done, total };
      },
      finish: (client, outcome) => finishExecution(onClient(client), claimed.id, workerId, outcome, clock()),
    });
    return await end("done");
  } catch (error) {
    if (why === "lost" || error instanceof ExecutionLost) return await end("lost");
    if (why === "cancelled") {
      await endExecution(claimed.id, workerId, { status: "cancelled", error: null }, clock());
      return await end("cancelled");
    }
    if (shutdown.aborted) {
      await giveBackExecution(claimed.id, workerId);
      return await end("given-back");
    }
    const said = error instanceof AppError ? error.message : "something went wrong here; the worker's log says what";
    await endExecution(claimed.id, workerId, { status: "failed", error: said }, clock());
    return await end("failed", error);
  } finally {
    clearInterval(beat);
  }
}
