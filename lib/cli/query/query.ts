import { decodeBatches, isFault } from "#core/decode/decode";
import type { DecodeFault } from "#core/decode/fault";
import type { Position } from "#core/decode/record";
import type { EqlQuery } from "#core/detection/eql/eql";
import type { Match } from "#core/detection/run/pipes";
import { QueryRun } from "#core/detection/run/query";
import type { EventId } from "#core/event/event";
import { normalise } from "#core/normalise/normalise";
import { openFile } from "../file-source.ts";
import { say, saySummary, writeLines } from "../output.ts";
import type { QueryCommand } from "./command.ts";
import { type QueryError, type Question, questionsOf } from "./questions.ts";
import { queryRow } from "./row.ts";

const NAMED = 20;

interface Tally {
  records: number;
  events: number;
  faults: number;
  readonly problems: string[];
  readonly places: Map<EventId, Position>;
}

/** Runs `query` and gives the exit status. Every query of a batch sees every event once, in one pass. */
export async function query(command: QueryCommand, now: number): Promise<number> {
  const started = performance.now();
  const questions = await questionsOf(command);
  const sound = questions.flatMap(({ query: asked }) => (isError(asked) ? [] : [asked]));
  const run = new QueryRun(sound);
  const loaded = performance.now();
  const tally: Tally = { records: 0, events: 0, faults: 0, problems: [], places: new Map() };
  let unusable = 0;
  for (const file of command.files) if (!(await readInto(run, file, now, tally))) unusable++;
  const decoded = performance.now();
  const matches = await answer(questions, run, tally.places);
  for (const problem of tally.problems.slice(0, NAMED)) say(problem);
  if (tally.faults > NAMED) say(`and ${tally.faults - NAMED} faults more`);
  const rejected = questions.length - sound.length;
  const { records, events, faults } = tally;
  const counts = { files: command.files.length, records, events, faults, queries: { loaded: sound.length, rejected }, matches };
  saySummary(counts, { loading: loaded - started, decoding: decoded - loaded, matching: performance.now() - decoded });
  return rejected > 0 || unusable > 0 ? 1 : 0;
}

function isError(asked: EqlQuery | QueryError): asked is QueryError {
  return "code" in asked;
}

/** False when nothing of the file could be used. Never throws on bad input. */
async function readInto(run: QueryRun, file: string, now: number, tally: Tally): Promise<boolean> {
  const before = tally.events;
  const faultsBefore = tally.faults;
  const fault = ({ position, code, detail }: DecodeFault) => {
    tally.faults++;
    if (tally.problems.length < NAMED) tally.problems.push(`${position.file}:${position.record}: ${code}: ${detail}`);
  };
  try {
    const source = await openFile(file);
    try {
      for await (const batch of decodeBatches(source, { file })) {
        for (const item of batch) {
          const event = isFault(item) ? item : normalise(item, { receivedAt: now * 1_000 });
          if ("kind" in event) {
            fault(event);
            continue;
          }
          tally.records++;
          tally.events++;
          if (run.offer(queryRow(event))) tally.places.set(event.id, event.record.position);
        }
      }
    } finally {
      await source.close();
    }
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    say(`${file}: unreadable: ${error.message}`);
    return false;
  }
  return tally.events > before || tally.faults === faultsBefore;
}

/** Writes the answers, in the order of the questions; gives how many matches there are. */
async function answer(questions: readonly Question[], run: QueryRun, places: ReadonlyMap<EventId, Position>): Promise<number> {
  const answers = run.answers();
  let count = 0;
  for (const { id, query: asked } of questions) {
    if (isError(asked)) {
      if (id === undefined) say(`query:${asked.line}:${asked.column}: ${asked.code}: ${asked.message}`);
      else await writeLines([JSON.stringify({ id, error: asked })]);
      continue;
    }
    const next = answers.next();
    const matches = next.done ? [] : next.value.map((match) => matchLine(match, places));
    count += matches.length;
    if (id !== undefined) await writeLines([JSON.stringify({ id, matches })]);
    else if (matches.length > 0) await writeLines(matches.map((match) => JSON.stringify(match)));
  }
  return count;
}

/** The place of a step that must not happen holds no event. */
function matchLine({ hits, keys, counted }: Match, places: ReadonlyMap<EventId, Position>): object {
  const events = hits.map((hit) => {
    if (!hit) return { missing: true };
    const place = places.get(hit.event);
    return { event_id: hit.event, file: place?.file, record: place?.record };
  });
  return { events, join_keys: keys, ...counted };
}
