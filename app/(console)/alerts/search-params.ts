import { DEFAULT_STATUS, LIST_KEYS, SINGLE_KEYS } from "#components/alert/queue-url";
import { AlertQuery } from "#features/alert/schema";

export type SearchParams = { readonly [name: string]: string | string[] | undefined };

export interface QueueRequest {
  readonly query: AlertQuery;
  /** Rows before this page, as the link said; a label, not a position. */
  readonly skip: number;
  /** Parameters that mean nothing here or had a value that cannot be: they were left out. */
  readonly ignored: readonly string[];
}

const PAGING_KEYS = ["sort", "direction", "size", "cursor", "before"] as const;

/** Reads the queue's address. Nothing in it can fail: what cannot be read falls back and is named. */
export function parseQueue(params: SearchParams): QueueRequest {
  const ignored: string[] = [];
  const raw: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params)) {
    const text = Array.isArray(value) ? value.at(-1) : value;
    if (text === undefined || text === "" || name === "skip") continue;
    if (LIST_KEYS.some((key) => key === name)) raw[name] = text.split(",");
    else if (name === "before") raw[name] = text === "true" || undefined;
    else if ([...SINGLE_KEYS, ...PAGING_KEYS].some((key) => key === name)) raw[name] = text;
    else ignored.push(name);
  }
  const parsed = AlertQuery.parse(raw);
  for (const name of Object.keys(raw)) if (!survived(parsed, name, raw[name])) ignored.push(name);
  const query = parsed.status.length === 0 ? { ...parsed, status: [...DEFAULT_STATUS] } : parsed;
  const skip = Number(Array.isArray(params.skip) ? params.skip.at(-1) : params.skip);
  return { query, skip: Number.isSafeInteger(skip) && skip > 0 && query.cursor !== undefined ? skip : 0, ignored };
}

/** Whether a parameter still says what was asked, after bad values fell back. */
function survived(query: AlertQuery, name: string, asked: unknown): boolean {
  const kept = Object.entries(query).find(([key]) => key === name)?.[1];
  return asked === undefined || String(kept) === String(asked);
}
