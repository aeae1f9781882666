import { raiseAlerts } from "#features/alert/evidence/mutations";
import { withdrawFindings } from "#features/alert/finding/mutations";
import { inClientTransaction } from "#lib/db/client-transaction";
import { shareExceptions } from "#lib/db/locks";
import { onClient } from "#lib/db/query";
import { detectionSet } from "./detection-set.ts";
import { runPlans } from "./stateful-pending.ts";

/** Parts of one transaction: none keeps alerts locked for long. */
const AT_ONCE = 500;
/** Transactions of one call. */
const MOST_ROUNDS = 10_000;

/**
 * Runs what waits of rules without a schedule: what was read back for them, and findings that were certain only once nothing had come
 * that speaks against them. Gives how many findings it raised.
 */
export async function runUnscheduled(signal: AbortSignal, now = () => new Date()): Promise<number> {
  if ((await detectionSet()).stateful.rules.every(({ isScheduled }) => isScheduled)) return 0;
  let raised = 0;
  const began = now();
  for (let round = 0; round < MOST_ROUNDS; round++) {
    signal.throwIfAborted();
    const done = await inClientTransaction(async (client) => {
      const set = await detectionSet(await shareExceptions(onClient(client)));
      const plans = set.stateful.rules.filter(({ isScheduled }) => !isScheduled).map(({ planId }) => planId);
      const options = { mostAlerts: Number.POSITIVE_INFINITY, now: began, mostParts: AT_ONCE };
      const outcome = plans.length === 0 ? undefined : await runPlans(client, set, plans, options);
      if (!outcome) return { parts: 0, findings: 0 };
      await raiseAlerts(client, outcome.findings);
      await withdrawFindings(client, outcome.withdrawn);
      return { parts: outcome.parts, findings: outcome.findings.length };
    });
    raised += done.findings;
    if (done.parts < AT_ONCE) break;
  }
  return raised;
}
