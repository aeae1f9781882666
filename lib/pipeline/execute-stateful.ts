import { alertKeyOf, raiseAlerts } from "#features/alert/evidence/mutations";
import { withdrawFindings } from "#features/alert/finding/mutations";
import { queueUploaded } from "#features/execution/upload/mutations";
import { getHitState } from "#features/hit/plan/data";
import { db, pool } from "#lib/db/client";
import { inClientTransaction } from "#lib/db/client-transaction";
import { shareExceptions } from "#lib/db/locks";
import { onClient, onPrisma } from "#lib/db/query";
import type { ExecutionRun } from "./execute.ts";
import { rulesWithPending, runPending } from "./stateful-pending.ts";

const FILLING = "Stored events are still being read for this rule: what they complete comes with a later execution.";

const countOf = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** Puts together what events since the last execution have touched, and raises what is complete. */
export async function executeStateful(run: ExecutionRun): Promise<void> {
  // On a connection of its own, so not while this holds another.
  const state = await getHitState(run.ruleId);
  const hasMore = await inClientTransaction(async (client) => {
    run.signal.throwIfAborted();
    await shareExceptions(onClient(client));
    const { findings, withdrawn, left, hits } = await runPending(client, run.ruleId, { mostAlerts: run.mostAlerts, now: run.now });
    const most = run.mostAlerts;
    const alerts = new Set(findings.map(alertKeyOf)).size;
    const isCut = left > 0 && alerts >= most;
    // The others wait for nothing of ours: a later event may still refute what they found, or they are too many for one transaction.
    const notices =
      left === 0 || isCut ? [] : [`${countOf(left, "group")} of events ${left === 1 ? "is" : "are"} still open, to be looked at again.`];
    if (state?.status === "filling") notices.push(FILLING);
    await raiseAlerts(client, isCut ? findings.map((finding) => ({ ...finding, truncated: { most, left } })) : findings);
    await withdrawFindings(client, withdrawn);
    await run.finish(client, { events: 0, hits, findings: findings.length, alerts, left: isCut ? left : 0, notices });
    return left > 0 && hits > 0 && !isCut;
  });
  // One transaction takes so many parts and no more; those that may be looked at now do not wait for the schedule.
  if (!hasMore || !(await rulesWithPending(pool(), run.now)).includes(run.ruleId)) return;
  const range = { from: run.from.getTime() * 1_000, to: run.to.getTime() * 1_000 };
  await queueUploaded(onPrisma(db()), [run.ruleId], range, run.now);
}
