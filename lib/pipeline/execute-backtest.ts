import { hitFieldsOf } from "#core/detection/ir/plan-walk";
import type { CompiledRule } from "#core/detection/rule";
import { createRuleSet } from "#core/detection/rule-set";
import type { Hit } from "#core/detection/run/row";
import { isStateful, leafRules, runStateful } from "#core/detection/stateful";
import type { Event } from "#core/event/event";
import type { FieldRef } from "#core/event/field";
import { instantOrder } from "#core/event/instant-order";
import type { FieldValue } from "#core/event/value";
import { type EventKey, getEvents, type ReadEvent } from "#features/event/data";
import { countEvents, readRange } from "#features/event/range/data";
import { MOST_SAMPLES } from "#features/execution/constants";
import type { ExecutionOutcome } from "#features/execution/mutations";
import { inClientTransaction } from "#lib/db/client-transaction";
import { instant } from "#lib/db/instant";
import { backtestSample, type SampleSource } from "./backtest-sample.ts";
import { detectionSet } from "./detection-set.ts";
import type { ExecutionRun } from "./execute.ts";
import { type AskStore, askRange } from "./execute-query.ts";

/** Hits of a rule over several events that are held at once: some 200 MB. */
const MOST_HITS = 300_000;
/** Events of one finding that are looked at for its sample. */
const MOST_PIECES = 200;

interface Found {
  readonly events: number;
  readonly hits: number;
  readonly findings: number;
  readonly notices: readonly string[];
  readonly samples: readonly SampleSource[];
}

/** Tells what a rule would have found in a stretch of the store. Nothing is raised, and nothing but the execution is written. */
export async function executeBacktest(run: ExecutionRun, ask?: AskStore): Promise<void> {
  const { events, hits, findings, notices, samples } = await backtest(run, ask);
  run.signal.throwIfAborted();
  const { judge } = await detectionSet();
  const outcome: ExecutionOutcome = {
    events,
    hits,
    findings,
    alerts: 0,
    left: 0,
    notices,
    samples: samples.map((sample) => backtestSample(run.rule, sample, judge, run.now.getTime())),
  };
  await inClientTransaction((client) => run.finish(client, outcome));
}

function backtest(run: ExecutionRun, ask: AskStore | undefined): Promise<Found> {
  const { plan } = run.rule;
  if (plan?.op === "query") return ofQuery(run, plan, ask);
  return isStateful(run.rule) ? ofSeveral(run) : ofSingle(run);
}

async function ofQuery(run: ExecutionRun, plan: Parameters<typeof askRange>[1], ask: AskStore | undefined): Promise<Found> {
  const { rows, read, notices } = await askRange(run, plan, ask);
  const samples: SampleSource[] = [];
  for (const { events, total, cells } of rows.slice(0, MOST_SAMPLES)) {
    const present = inOrder([...(await getEvents(events.slice(0, MOST_PIECES))).values()]);
    samples.push({ at: present.at(-1)?.timestamp ?? run.to.getTime() * 1_000, events: present, total, cells });
  }
  return { events: read, hits: rows.length, findings: rows.length, notices, samples };
}

async function ofSingle(run: ExecutionRun): Promise<Found> {
  let hits = 0;
  let first: readonly Event[] = [];
  const events = await match(run, [run.rule], (_rules, { event }) => {
    hits++;
    const last = first.at(-1);
    if (first.length < MOST_SAMPLES || (last && event.timestamp < last.timestamp))
      first = inOrder([...first, event]).slice(0, MOST_SAMPLES);
    return true;
  });
  const samples = first.map((event) => ({ at: event.timestamp, events: [event], total: 1, cells: {} }));
  return { events, hits, findings: hits, notices: [], samples };
}

async function ofSeveral(run: ExecutionRun): Promise<Found> {
  const { rule } = run;
  const fields = rule.plan ? hitFieldsOf(rule.plan) : [];
  const keys = new Map<string, EventKey>();
  const hits: Hit[] = [];
  let isCut = false;
  const events = await match(run, leafRules([rule]), (matched, read) => {
    for (const { plan } of matched) if (plan?.op === "scan") hits.push(hitOf(plan.scan, read.event, fields));
    keys.set(read.event.id, { hostId: read.hostId, timestamp: instant(read.event.timestamp), id: read.event.id });
    isCut = hits.length >= MOST_HITS;
    return !isCut;
  });
  const findings = runStateful(rule, hits);
  const shown = findings.slice(0, MOST_SAMPLES);
  const wanted = shown.flatMap(({ evidence }) => evidence.slice(0, MOST_PIECES).flatMap((id) => keys.get(id) ?? []));
  const present = await getEvents([...new Map(wanted.map((key) => [key.id, key])).values()]);
  const samples = shown.map(({ at, evidence, cells }) => {
    const pieces = inOrder(evidence.slice(0, MOST_PIECES).flatMap((id) => present.get(id) ?? []));
    return { at, events: pieces, total: evidence.length, cells };
  });
  const notices = isCut
    ? [`More than ${MOST_HITS} events answer its questions: the rest of the range was not looked at. Choose a shorter one.`]
    : [];
  return { events, hits: hits.length, findings: findings.length, notices, samples };
}

/** Shows every event of the range to some rules; `onMatch` says whether to go on. Gives how many events were read. */
async function match(
  run: ExecutionRun,
  rules: readonly CompiledRule[],
  onMatch: (matched: readonly CompiledRule[], read: ReadEvent) => boolean,
): Promise<number> {
  const set = createRuleSet(rules);
  const total = await countEvents(run.from, run.to);
  let done = 0;
  for await (const page of readRange(run.from, run.to)) {
    run.signal.throwIfAborted();
    for (const read of page) {
      done++;
      const matched = set.match(read.event);
      if (matched.length > 0 && !onMatch(matched, read)) return done;
    }
    run.onProgress(done, Math.max(total, done));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return done;
}

/** As much of an event as the operators ask for; the event itself goes. */
function hitOf(scan: Hit["scan"], event: Event, fields: readonly FieldRef[]): Hit {
  const values = new Map<string, FieldValue>();
  for (const field of fields) {
    const value = event.get(field);
    if (value !== undefined) values.set(`${field.view}:${field.name}`, value);
  }
  return {
    scan,
    event: event.id,
    at: Math.round(event.timestamp),
    order: instantOrder(event),
    get: (field) => values.get(`${field.view}:${field.name}`),
  };
}

function inOrder(events: readonly Event[]): readonly Event[] {
  return [...events].sort((a, b) => a.timestamp - b.timestamp || (a.id < b.id ? -1 : 1));
}
