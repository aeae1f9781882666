import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Diagnostic } from "#core/detection/diagnostic";
import type { ExternalList } from "#core/detection/kql/bind/session";
import { type QueryOptions, refusalOf, runQuery } from "#core/detection/kql/query";
import { type JsonCell, jsonCell } from "#core/detection/kql/run/print";
import { heldCatalog } from "#core/detection/kql/tables/catalog";
import { EPOCH_TICKS } from "#core/detection/kql/value/calendar";
import { parseDatetime } from "#core/detection/kql/value/parse-time";
import { say, saySummary, writeLines } from "../output.ts";
import { UsageError } from "../usage.ts";
import type { KqlCommand } from "./command.ts";
import { loadList } from "./load-list.ts";
import { type LoadTally, loadEvents, loadTable } from "./load-tables.ts";
import { addressDataFor, outsideOf } from "./outside.ts";
import { textTable } from "./text-table.ts";

const BatchLine = z.object({ id: z.union([z.string(), z.number()]), query: z.string() });

interface Question {
  readonly id: string | number | undefined;
  readonly text: string;
}

type Answer =
  | { readonly error: Pick<Diagnostic, "code" | "message" | "line" | "column"> }
  | { readonly columns: readonly string[]; readonly rows: readonly (readonly JsonCell[])[]; readonly notices: readonly string[] };

/** Runs `query --language kql` and gives the exit status. */
export async function queryKql(command: KqlCommand, now: number): Promise<number> {
  const started = performance.now();
  const at = command.now === undefined ? EPOCH_TICKS + BigInt(now) * 10_000n : parseDatetime(command.now);
  if (at === undefined) throw new UsageError(`--now takes an ISO date and time, not "${command.now}"`);
  const questions = await questionsOf(command);
  const tally: LoadTally = { records: 0, events: 0, faults: 0, unusable: 0 };
  const tables = new Map(
    await loadEvents(
      command.files,
      questions.map(({ text }) => text),
      now,
      tally,
    ),
  );
  const lists = new Map<string, ExternalList>();
  for (const { name, file } of command.tables) {
    if (name.includes("://")) lists.set(name, await loadList(file));
    else tables.set(name, await loadTable(name, file, tally));
  }
  const outside = outsideOf(lists, await addressDataFor(questions.map(({ text }) => text)));
  const options: QueryOptions = { catalog: heldCatalog(tables), now: at, outside };
  const loaded = performance.now();
  let rejected = 0;
  let rows = 0;
  for (const question of questions) {
    const answer = await answerOf(question.text, options);
    if ("error" in answer) rejected++;
    else rows += answer.rows.length;
    await write(question, answer, command.format);
  }
  const { records, events, faults } = tally;
  const queries = { loaded: questions.length - rejected, rejected };
  const files = command.files.length + command.tables.length;
  const counts = { files, records, events, faults, queries, rows };
  saySummary(counts, { loading: loaded - started, matching: performance.now() - loaded });
  return rejected > 0 || tally.unusable > 0 ? 1 : 0;
}

async function answerOf(text: string, options: QueryOptions): Promise<Answer> {
  const result = await runQuery(text, options);
  if (!result.ok) return { error: placed(result.diagnostic) };
  const rows: (readonly JsonCell[])[] = [];
  try {
    for await (const batch of result.rows) {
      for (const { cells } of batch) rows.push(result.columns.map(({ type }, index) => jsonCell(cells[index] ?? null, type)));
    }
  } catch (error) {
    return { error: placed(refusalOf(error, text)) };
  }
  return { columns: result.columns.map(({ name }) => name), rows, notices: result.notices };
}

function placed({ code, message, line, column }: Diagnostic): Pick<Diagnostic, "code" | "message" | "line" | "column"> {
  return { code, message, line, column };
}

async function write({ id }: Question, answer: Answer, format: KqlCommand["format"]): Promise<void> {
  if ("error" in answer) {
    const { code, message, line, column } = answer.error;
    if (id === undefined) say(`query:${line}:${column}: ${code}: ${message}`);
    else await writeLines([JSON.stringify({ id, error: answer.error })]);
    return;
  }
  const { columns, rows, notices } = answer;
  for (const notice of notices) say(id === undefined ? notice : `${id}: ${notice}`);
  if (id !== undefined) await writeLines([JSON.stringify({ id, columns, rows })]);
  else if (format === "table") await writeLines(textTable(columns, rows));
  else if (rows.length > 0) await writeLines(rows.map((row) => objectLine(columns, row)));
}

/** Written by hand: an object would move columns whose names are numbers to the front. */
function objectLine(columns: readonly string[], row: readonly JsonCell[]): string {
  return `{${columns.map((name, index) => `${JSON.stringify(name)}:${JSON.stringify(row[index] ?? null)}`).join(",")}}`;
}

async function questionsOf({ text, batch }: KqlCommand): Promise<readonly Question[]> {
  if (batch === undefined) return [{ id: undefined, text: text?.startsWith("@") ? await read(text.slice(1)) : (text ?? "") }];
  return (await read(batch))
    .split(/\r?\n/)
    .flatMap((line, index) => (line.trim() === "" ? [] : [batchLine(line, `${batch}:${index + 1}`)]));
}

function batchLine(line: string, place: string): Question {
  try {
    const { id, query } = BatchLine.parse(JSON.parse(line));
    return { id, text: query };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UsageError(`${place}: a line of a batch is {"id", "query"}`);
  }
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    throw new UsageError(`${file} cannot be read: ${error.message}`);
  }
}
