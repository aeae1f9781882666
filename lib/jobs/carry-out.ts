import { getHitState } from "#features/hit/plan/data";
import type { ExecutionRun } from "#lib/pipeline/execute";
import { runExecution } from "#lib/pipeline/run-execution";
import { queue } from "./queue.ts";

/** Carries an execution out; a rule for which stored events are still to be read has them read at once, and not at the next full minute. */
export async function carryOut(run: ExecutionRun): Promise<void> {
  await runExecution(run);
  if (run.trigger === "backtest" || (await getHitState(run.ruleId))?.status !== "filling") return;
  await (await queue("worker")).send("fill-hits", {});
}
