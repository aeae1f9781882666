import type { HuntResultRow } from "#features/hunt/types";
import { env } from "#lib/env";
import { DEFAULT_LIMITS } from "./limits.ts";
import type { StoreAnswer, StoreQuery } from "./question.ts";
import type { Description } from "./thread-message.ts";
import { askThread } from "./threads.ts";

/**
 * Answers a KQL query over the stored events, in a thread of this process. Throws the signal's reason when it aborts, and what went
 * wrong beside the query; a text that is wrong and a limit that was reached are answers.
 */
export async function queryStore(text: string, query: StoreQuery): Promise<StoreAnswer> {
  const { now, from, to, signal, onProgress } = query;
  const limits = { ...DEFAULT_LIMITS, ...query.limits };
  const rows: HuntResultRow[] = [];
  let known: Description = { columns: [], notices: [], chart: null };
  const question = {
    connectionString: env().DATABASE_URL,
    language: "kql" as const,
    text,
    now,
    from: from ?? null,
    to: to ?? null,
    limits,
  };
  const end = await askThread(
    question,
    {
      describe(description) {
        known = description;
      },
      rows(chunk) {
        for (const row of JSON.parse(chunk.rows) as readonly HuntResultRow[]) rows.push(row);
      },
      progress: (progress) => onProgress?.(progress),
    },
    signal,
  );
  switch (end.kind) {
    case "done":
      return { ok: true, ...known, notices: end.notices, rows, truncated: end.truncated, read: end.read };
    case "refused":
      return { ok: false, diagnostic: end.diagnostic };
    case "cancelled":
      throw signal?.reason ?? new DOMException("the query was cancelled", "AbortError");
    case "failed":
      throw new Error(end.message);
  }
}
