import type { Match } from "#core/detection/run/pipes";
import { type Query, QueryRun } from "#core/detection/run/query";
import type { HuntResultRow } from "#features/hunt/types";
import { type Answer, type Asking, limitReached } from "./answer.ts";
import { compiledEvents } from "./compile-events.ts";
import { eventRow, isGrouped, matchRow, resultColumns } from "./event-columns.ts";
import type { EventSource } from "./store/event-source.ts";
import { referenceText } from "./store/reference.ts";
import { scanCondition } from "./store/scan-condition.ts";
import { ALWAYS } from "./store/session.ts";

/** Runs an EQL query or the rules of a Sigma file over the store: every event once, then the answers in the order of time. */
export async function answerEvents({ question, source, describe, signal }: Asking): Promise<Answer> {
  const compiled = compiledEvents(question.language === "eql" ? "eql" : "sigma", question.text);
  if (!compiled.ok) return compiled;
  const { queries, warnings } = compiled;
  const notices = warnings.map(({ line, column, message }) => `${line}:${column}: ${message}`);
  const grouped = queries.some(isGrouped);
  describe({ columns: resultColumns(grouped), notices, chart: null });
  const run = new QueryRun(queries);
  const { heldRows, eventsPerRow } = question.limits;
  const kept = await offerAll(run, source, queries, heldRows, signal);
  if (kept > heldRows)
    return { ok: false, diagnostic: limitReached(`more than ${heldRows} events take part; narrow the query or its time`) };
  const rows = async function* (): AsyncGenerator<readonly HuntResultRow[]> {
    let at = 0;
    for (const matches of run.answers()) {
      const name = queries[at++]?.name ?? "";
      const shown = (match: Match) => (grouped ? matchRow(match, name, eventsPerRow) : eventRow(match, name));
      for (let first = 0; first < matches.length; first += BATCH) yield matches.slice(first, first + BATCH).map(shown);
    }
  };
  const refusalOf = (error: unknown): never => {
    throw error;
  };
  return { ok: true, rows: rows(), notices: () => notices, refusalOf };
}

const BATCH = 500;

/** Gives every event that may matter to the run; stops at one more than it may keep. */
async function offerAll(run: QueryRun, source: EventSource, queries: readonly Query[], most: number, signal: AbortSignal): Promise<number> {
  let kept = 0;
  for await (const events of source.read(scanCondition(queries.map(({ plan }) => plan)), ALWAYS)) {
    signal.throwIfAborted();
    for (const stored of events) {
      const { event } = stored;
      if (!event) continue;
      const id = referenceText(stored) as typeof event.id;
      const order = event.record.position.record;
      const row = { id, timestamp: stored.at, order, get: event.get.bind(event), texts: event.texts.bind(event) };
      if (run.offer(row) && ++kept > most) return kept;
    }
  }
  return kept;
}
