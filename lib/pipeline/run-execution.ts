import { AppError } from "#lib/errors";
import type { ExecutionRun } from "./execute.ts";
import { executeBacktest } from "./execute-backtest.ts";
import { executeQuery } from "./execute-query.ts";
import { executeStateful } from "./execute-stateful.ts";

/** Carries an execution out the way its rule asks for. */
export async function runExecution(run: ExecutionRun): Promise<void> {
  if (run.trigger === "backtest") return executeBacktest(run);
  const { plan } = run.rule;
  if (plan?.op === "query") return executeQuery(run, plan);
  if (plan?.op === "scan") throw new AppError("invalid", "the rule looks at one event at a time: it fires as they arrive");
  return executeStateful(run);
}
