import { alertKeyOf, raiseAlerts } from "#features/alert/evidence/mutations";
import { withdrawFindings } from "#features/alert/finding/mutations";
import { shareExceptions } from "#lib/db/locks";
import { onClient } from "#lib/db/query";
import type { ExecutionRun } from "./execute.ts";
import { inExecution } from "./execute-transaction.ts";
import { runPending } from "./stateful-pending.ts";

/** Puts together what events since the last execution have touched, and raises what is complete. */
export async function executeStateful(run: ExecutionRun): Promise<void> {
  await inExecution(async (client) => {
    run.signal.throwIfAborted();
    await shareExceptions(onClient(client));
    const { findings, withdrawn, left, hits } = await runPending(client, run.ruleId, { mostAlerts: run.mostAlerts, now: run.now });
    const most = run.mostAlerts;
    const alerts = new Set(findings.map(alertKeyOf)).size;
    const isCut = left > 0 && alerts >= most;
    // The others wait for nothing of ours: a later event may still refute what they found, or they are too many for one transaction.
    const notices = left === 0 || isCut ? [] : [`${left} groups of events are still open and are looked at again.`];
    await raiseAlerts(client, isCut ? findings.map((finding) => ({ ...finding, truncated: { most, left } })) : findings);
    await withdrawFindings(client, withdrawn);
    await run.finish(client, { events: 0, hits, findings: findings.length, alerts, left: isCut ? left : 0, notices });
  });
}
