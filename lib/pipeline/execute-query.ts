import type { PlanOf } from "#core/detection/ir/plan";
import { isTriggered } from "#core/detection/kql/rules/row-finding";
import { momentsOf } from "#core/schedule/moments";
import { alertKeyOf, raiseAlerts } from "#features/alert/evidence/mutations";
import { getKnownEvidence } from "#features/alert/known/data";
import type { RaisedFinding } from "#features/alert/types";
import { addressLookup } from "#lib/addresses";
import { inClientTransaction } from "#lib/db/client-transaction";
import { shareExceptions } from "#lib/db/locks";
import { onClient } from "#lib/db/query";
import { AppError } from "#lib/errors";
import { queryStore } from "#lib/hunt/query-store";
import type { StoreAnswer, StoreQuery } from "#lib/hunt/question";
import { detectionSet } from "./detection-set.ts";
import type { ExecutionRun } from "./execute.ts";
import { findingIdOf, type QueryFinding, queryFinding } from "./query-finding.ts";
import { raisedRows } from "./query-raise.ts";

/** A range is asked at so many moments at most. */
const MOST_MOMENTS = 100;
/** Rows of one answer. A rule that gives more is a hunt. */
const MOST_ROWS = 10_000;
/** Rows whose events are read at a time. */
const AT_ONCE = 200;

/** What answers a query: the store, or a test. */
export type AskStore = (text: string, query: StoreQuery) => Promise<StoreAnswer>;

/** What a rule's query gave over a range, each finding once. */
export interface QueryRows {
  readonly rows: readonly QueryFinding[];
  readonly read: number;
  readonly notices: readonly string[];
}

/** Asks a rule's query at every moment at which its schedule would have, over what it would have looked at. Throws `invalid` when the query cannot be answered. */
export async function askRange(run: ExecutionRun, { text }: PlanOf<"query">, ask: AskStore = queryStore): Promise<QueryRows> {
  const range = { from: run.from.getTime(), to: run.to.getTime() };
  const whole = Math.max(1, range.to - range.from);
  const timing = run.timing ?? { every: whole, lookBack: whole };
  const moments = momentsOf(range, timing, MOST_MOMENTS);
  const notices = new Set<string>();
  if (moments.isSparse) {
    notices.add(
      `The range is too long for the schedule: ${moments.wanted} executions would be needed, and ${moments.at.length} moments were asked about. What lies between them was not looked at.`,
    );
  } else if (moments.wanted > 1) notices.add(`Asked at ${moments.at.length} moments, as its schedule would have been.`);
  const rows = new Map<string, QueryFinding>();
  let read = 0;
  for (const [position, moment] of moments.at.entries()) {
    const answer = await ask(text, {
      now: moment * 1_000,
      from: (moment - timing.lookBack) * 1_000,
      to: moment * 1_000 + 1,
      signal: run.signal,
      limits: { resultRows: MOST_ROWS },
      onProgress: ({ read: done, total }) =>
        run.onProgress(position * (total ?? done) + done, total === null ? null : total * moments.at.length),
    });
    if (!answer.ok) {
      const { message, line, column } = answer.diagnostic;
      throw new AppError("invalid", `the query cannot be answered: ${message} (line ${line}, column ${column})`);
    }
    read += answer.read;
    for (const notice of answer.notices) notices.add(notice);
    if (answer.truncated) notices.add(answer.truncated);
    if (!isTriggered(run.rule.details?.trigger, answer.rows.length)) continue;
    if (answer.rows.length === 0) notices.add("Its trigger holds without a row: there is no event that an alert could be about.");
    for (const row of answer.rows) {
      const found = queryFinding(run.rule, answer.columns, row);
      if (found.events.length === 0) notices.add("Some rows are made of no event of the store: no alert can be about them.");
      else rows.set(findingIdOf(run.rule.id, found), found);
    }
  }
  return { rows: [...rows.values()], read, notices: [...notices] };
}

/** Runs the query of a rule and raises what is new: a row all of whose events its alert has already is nothing new. */
export async function executeQuery(run: ExecutionRun, plan: PlanOf<"query">, ask: AskStore = queryStore): Promise<void> {
  const { rows, read, notices } = await askRange(run, plan, ask);
  run.signal.throwIfAborted();
  const lookup = await addressLookup();
  await inClientTransaction(async (client) => {
    const query = onClient(client);
    const { judge } = await detectionSet(await shareExceptions(query));
    const context = { judge, lookup, now: run.now.getTime() };
    const fresh: RaisedFinding[] = [];
    const alerts = new Set<string>();
    let left = 0;
    for (let start = 0; start < rows.length; start += AT_ONCE) {
      const raised = await raisedRows(client, run.rule, rows.slice(start, start + AT_ONCE), context);
      const pairs = raised.flatMap((finding) => finding.pieces.map(({ eventId }) => ({ key: alertKeyOf(finding), eventId })));
      const known = await getKnownEvidence(query, pairs);
      for (const finding of raised) {
        const key = alertKeyOf(finding);
        if (finding.pieces.every(({ eventId }) => known.has(`${key} ${eventId}`))) continue;
        if (!alerts.has(key) && alerts.size >= run.mostAlerts) left++;
        else {
          alerts.add(key);
          fresh.push(finding);
        }
      }
    }
    const most = run.mostAlerts;
    await raiseAlerts(client, left === 0 ? fresh : fresh.map((finding) => ({ ...finding, truncated: { most, left } })));
    await run.finish(client, { events: read, hits: rows.length, findings: fresh.length, alerts: alerts.size, left, notices });
  });
}
