import type { Diagnostic } from "#core/detection/diagnostic";
import type { HuntResultRow } from "#features/hunt/types";
import type { QueryLimits } from "./question.ts";
import type { EventSource } from "./store/event-source.ts";
import type { StoreSession } from "./store/session.ts";
import type { Description, RowChunk, ThreadQuestion } from "./thread-message.ts";

/** What answering a query needs beside its text. */
export interface Asking {
  readonly question: ThreadQuestion;
  readonly session: StoreSession;
  readonly source: EventSource;
  readonly signal: AbortSignal;
  describe(description: Description): void;
}

/** Rows of an answer as they are found, or what is wrong with the query. Errors while reading: AbortError and those of Postgres. */
export type Answer =
  | { readonly ok: false; readonly diagnostic: Diagnostic }
  | {
      readonly ok: true;
      readonly rows: AsyncIterable<readonly HuntResultRow[]>;
      readonly notices: () => readonly string[];
      /** A refusal met while reading, as a diagnostic; anything else is thrown again. */
      readonly refusalOf: (error: unknown) => Diagnostic;
    };

/** A limit that was reached, where no place in the text is to blame. */
export function limitReached(message: string): Diagnostic {
  return { severity: "error", code: "limit", message, line: 1, column: 1 };
}

const CHUNK_ROWS = 500;
const CHUNK_CHARACTERS = 2_000_000;
const CHUNK_EVERY_MS = 250;

/**
 * Sends rows on in chunks: often while there are few, so that the first are seen at once. Says why the answer was cut, or null.
 * A row too many is looked for before that is said.
 */
export async function sendRows(
  rows: AsyncIterable<readonly HuntResultRow[]>,
  limits: QueryLimits,
  mostCharacters: number,
  send: (chunk: RowChunk) => Promise<void>,
  clock: () => number,
): Promise<string | null> {
  let first = 0;
  let characters = 0;
  let total = 0;
  let held: string[] = [];
  let sentAt = Number.NEGATIVE_INFINITY;
  const flush = async (): Promise<void> => {
    if (held.length === 0) return;
    const chunk = { first, count: held.length, rows: `[${held.join(",")}]` };
    first += held.length;
    held = [];
    characters = 0;
    sentAt = clock();
    await send(chunk);
  };
  for await (const batch of rows) {
    for (const row of batch) {
      if (first + held.length >= limits.resultRows) {
        await flush();
        return `only the first ${limits.resultRows.toLocaleString("en")} rows are kept`;
      }
      const text = JSON.stringify(row);
      total += text.length;
      if (total > mostCharacters) {
        await flush();
        return `only the first ${first.toLocaleString("en")} rows are kept: they fill ${Math.round(mostCharacters / 1e6)} MB`;
      }
      held.push(text);
      characters += text.length;
      if (held.length >= CHUNK_ROWS || characters > CHUNK_CHARACTERS) await flush();
    }
    if (clock() - sentAt > CHUNK_EVERY_MS) await flush();
  }
  await flush();
  return null;
}
