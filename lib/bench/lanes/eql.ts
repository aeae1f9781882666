import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { compileEql, type EqlQuery } from "#core/detection/eql/eql";
import { type QueryRow, QueryRun } from "#core/detection/run/query";
import type { EventId } from "#core/event/event";
import type { FieldValue } from "#core/event/value";
import type { Lane } from "../lane.ts";
import { cpuSeconds, median } from "../measure.ts";

const STARTED = '[process where event.type == "start" and process.name : "msbuild.exe"]';
const CONNECTED = '[network where not cidrmatch(destination.ip, "127.0.0.0/8")]';
const SEQUENCE = `sequence by process.entity_id with maxspan=30s ${STARTED} ${CONNECTED}`;
const SINGLE = ["process", "network"].map(
  (category, at) => `${category} where ${/ where (.+)]$/.exec(at === 0 ? STARTED : CONNECTED)?.[1]}`,
);

const COMPLETE = 50_000;
const WAITING = 1_000_000;
const PAIRS = 5;

/** Sequences of two steps beside rules of single events that ask the same questions, and what memory a waiting key takes. */
export function eqlLanes(): readonly Lane[] {
  return [
    {
      name: "eql",
      corpus: `${COMPLETE.toLocaleString("en")} sequences of 2`,
      async run() {
        const rows = [...stepsOf(COMPLETE, true)];
        const sequence = [queryOf(SEQUENCE)];
        const single = SINGLE.map(queryOf);
        const runs = await Promise.all([answers(sequence, rows), answers(single, rows)]);
        const times: number[] = [];
        const ratios: number[] = [];
        for (let pair = 0; pair < PAIRS; pair++) {
          const alone = await cpuSeconds(() => answers(single, rows));
          const together = await cpuSeconds(() => answers(sequence, rows));
          times.push(together);
          ratios.push(together / alone);
        }
        const seconds = median(times);
        const perSecond = Math.round(COMPLETE / seconds).toLocaleString("en");
        const detail = `${runs[0]} found, ${perSecond} sequences/s, ${median(ratios).toFixed(2)} times single-event rules (${runs[1]} found)`;
        return { records: rows.length, cpuSeconds: seconds, runs: PAIRS, detail };
      },
    },
    {
      name: "eql",
      corpus: `${WAITING.toLocaleString("en")} live keys`,
      async run() {
        const run = new QueryRun([queryOf(SEQUENCE)]);
        const before = heap();
        let found = 0;
        const seconds = await cpuSeconds(() => {
          for (const row of stepsOf(WAITING, false)) run.offer(row);
          for (const matches of run.answers()) found += matches.length;
        });
        const bytes = Math.round((heap() - before) / WAITING);
        const peak = Math.round(process.resourceUsage().maxRSS / 1_024);
        return { records: WAITING, cpuSeconds: seconds, runs: 1, detail: `${found} found, ${bytes} bytes kept a key, peak ${peak} MiB` };
      },
    },
  ];
}

function answers(queries: readonly EqlQuery[], rows: readonly QueryRow[]): number {
  const run = new QueryRun(queries);
  for (const row of rows) run.offer(row);
  let found = 0;
  for (const matches of run.answers()) found += matches.length;
  return found;
}

function queryOf(text: string): EqlQuery {
  const query = compileEql(text);
  if ("code" in query) throw new Error(query.message);
  return query;
}

/** Starts of programs, each followed by its connection where `isComplete`. */
function* stepsOf(count: number, isComplete: boolean): Generator<QueryRow> {
  for (let number = 0; number < count; number++) {
    const key = `{91b7584a-d8f1-cd61-${number.toString(16).padStart(12, "0")}}`;
    yield rowOf(number, "a", {
      "event.category": "process",
      "event.type": "start",
      "process.name": "MSBuild.exe",
      "process.entity_id": key,
    });
    if (isComplete) yield rowOf(number, "b", { "event.category": "network", "destination.ip": "203.0.113.9", "process.entity_id": key });
  }
}

function rowOf(number: number, step: "a" | "b", fields: { readonly [name: string]: FieldValue }): QueryRow {
  const id = `${step}${number.toString(16).padStart(31, "0")}` as EventId;
  const timestamp = number * 1_000 + (step === "b" ? 5_000_000 : 0);
  return { id, timestamp, order: number, get: ({ name }) => fields[name], texts: () => [] };
}

/** Bytes of live objects. */
function heap(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  return process.memoryUsage().heapUsed;
}
