"use server";
import { revalidatePath } from "next/cache";
import { requireActor } from "../account/loaders.ts";
import { cancelExecution as cancel, requestBacktest, requestRun } from "./mutations.ts";
import { Backtest, CancelExecution, RunRule } from "./schema.ts";
import type { RequestOutcome } from "./types.ts";

/** Runs a rule at once, over what its schedule would look at now. */
export async function runRule(input: unknown): Promise<RequestOutcome> {
  const actor = await requireActor();
  const outcome = await requestRun(actor, RunRule.parse(input), new Date());
  revalidatePath("/rules");
  return outcome;
}

/** Tells what a rule would have found in a stretch of the store; nothing is raised. */
export async function backtestRule(input: unknown): Promise<RequestOutcome> {
  const actor = await requireActor();
  const outcome = await requestBacktest(actor, Backtest.parse(input), new Date());
  revalidatePath("/rules");
  return outcome;
}

/** Stops an execution; what it has not committed is not there. */
export async function cancelExecution(input: unknown): Promise<void> {
  const actor = await requireActor();
  await cancel(actor, CancelExecution.parse(input).executionId, new Date());
  revalidatePath("/rules");
}
