import { claimExecution, takeUpLost } from "#features/execution/claim/mutations";
import { queueDueRules } from "#features/execution/due/mutations";
import { log } from "#lib/log";
import { execute, type Runner } from "#lib/pipeline/execute";

export interface SchedulerOptions {
  readonly workerId: string;
  readonly shutdown: AbortSignal;
  readonly run: Runner;
  readonly clock?: () => Date;
  /** How often it looks for work. */
  readonly tickMs?: number;
  readonly beatMs?: number;
}

/** Executions at once in one worker. Backtests have a lane of their own: a long one never keeps a schedule waiting. */
const LANES = [{ backtests: false }, { backtests: false }, { backtests: true }] as const;

/**
 * Runs rules when they are due, whatever is asked for by hand, and what a dead worker left behind. Any number of workers may do this at
 * once. Gives the function that waits until everything under way has ended; abort `shutdown` before.
 */
export function startScheduler({
  workerId,
  shutdown,
  run,
  clock = () => new Date(),
  tickMs = 2_000,
  beatMs = 3_000,
}: SchedulerOptions): () => Promise<void> {
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(done, tickMs);
      function done() {
        clearTimeout(timer);
        shutdown.removeEventListener("abort", done);
        resolve();
      }
      shutdown.addEventListener("abort", done);
    });
  /** What goes wrong in one round is logged and tried again in the next: the loop outlives a database that restarts. */
  const loop = async (what: string, round: () => Promise<boolean>): Promise<void> => {
    while (!shutdown.aborted) {
      const isBusy = await round().catch((error: unknown) => {
        log.error({ err: error }, what);
        return false;
      });
      if (!isBusy && !shutdown.aborted) await pause();
    }
  };
  const queue = loop("scheduler", async () => {
    const now = clock();
    const lost = await takeUpLost(now);
    if (lost > 0) log.warn({ executions: lost }, "taken up after a worker that is gone");
    await queueDueRules(now);
    return false;
  });
  const lanes = LANES.map((lane) =>
    loop("execution", async () => {
      const claimed = await claimExecution(workerId, clock(), lane);
      if (!claimed) return false;
      await execute(claimed, run, { workerId, shutdown, clock, beatMs });
      return true;
    }),
  );
  return async () => {
    await Promise.all([queue, ...lanes]);
  };
}
