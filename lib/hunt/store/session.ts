import pg from "pg";
import { microsOf } from "#lib/db/instant";
import type { Query } from "#lib/db/query";
import type { KnownHost } from "./columns.ts";
import type { TimeSpan } from "./translate.ts";

/** A part of the event table and the instants it holds. */
export interface Partition {
  /** As Postgres writes the name, quoted where it must be. */
  readonly name: string;
  readonly span: TimeSpan;
  /** Rows by the planner's last count. */
  readonly estimate: number;
  /** Pages of the file it is in. */
  readonly pages: number;
}

/** Instants before and after which nothing is stored; the default partition holds whatever is between the others, too. */
export const ALWAYS: TimeSpan = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/**
 * One connection in one read-only snapshot: however long a query takes, all of it sees the same events. Several cursors may be open
 * at once. Errors of Postgres are thrown as they come.
 */
export class StoreSession {
  private cursors = 0;
  private constructor(
    private readonly client: pg.Client,
    readonly pid: number,
  ) {}

  static async open(connectionString: string, milliseconds: number): Promise<StoreSession> {
    const client = new pg.Client({ connectionString, application_name: "callout-hunt", options: "-c timezone=UTC -c jit=off" });
    // The connection of a query that is being cancelled may end at any moment: whoever waits for it hears of it.
    client.on("error", () => {});
    await client.connect();
    await client.query(`SET statement_timeout = ${Math.max(1, Math.round(milliseconds))}`);
    await client.query("SET idle_in_transaction_session_timeout = 0");
    await client.query("SET cursor_tuple_fraction = 1.0");
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const { rows } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    return new StoreSession(client, rows[0]?.pid ?? 0);
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => {});
  }

  async query<Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
    return (await this.client.query<Row>(text, [...values])).rows;
  }

  /** The same for statements that other rooms write. */
  readonly statements: Query = async <Row>({ text, values }: { readonly text: string; readonly values: readonly unknown[] }) =>
    (await this.client.query(text, [...values])).rows as Row[];

  hosts(): Promise<readonly KnownHost[]> {
    return this.query<{ id: number; key: string }>("SELECT id, key FROM host");
  }

  /** The parts of the event table, the oldest first; the one for all other instants last. */
  async partitions(): Promise<readonly Partition[]> {
    const rows = await this.query<{ name: string; bound: string; estimate: string; pages: string }>(`
      SELECT c.oid::regclass::text AS name, pg_get_expr(c.relpartbound, c.oid) AS bound, greatest(c.reltuples, 0)::bigint AS estimate,
             pg_relation_size(c.oid) / current_setting('block_size')::int AS pages
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'event'::regclass`);
    return rows
      .map(({ name, bound, estimate, pages }) => ({ name, span: spanOfBound(bound), estimate: Number(estimate), pages: Number(pages) }))
      .sort((a, b) => order(a.span) - order(b.span));
  }

  /** Rows of a statement, a few hundred to a few thousand at a time; the next are on their way while the last are looked at. */
  async *rows(text: string, values: readonly unknown[], sizeOf: (row: readonly (string | null)[]) => number): AsyncGenerator<CursorRow[]> {
    const name = `hunt_${++this.cursors}`;
    await this.client.query(`DECLARE ${name} NO SCROLL CURSOR FOR ${text}`, [...values]);
    let count = FIRST_FETCH;
    const fetch = (): Promise<CursorRow[]> => this.fetch(`FETCH ${count} FROM ${name}`);
    let next = fetch();
    next.catch(() => {});
    try {
      for (;;) {
        const batch = await next;
        if (batch.length === 0) return;
        const isLast = batch.length < count;
        const size = batch.reduce((sum, row) => sum + sizeOf(row), 1) / batch.length;
        count = Math.max(1, Math.min(MOST_FETCH, count * 4, Math.floor(FETCH_CHARACTERS / size)));
        if (!isLast) {
          next = fetch();
          next.catch(() => {});
        }
        yield batch;
        if (isLast) return;
      }
    } finally {
      await next.catch(() => {});
      await this.client.query(`CLOSE ${name}`).catch(() => {});
    }
  }

  /** Cells stay the text that Postgres sends: most are only handed on. */
  private async fetch(text: string): Promise<CursorRow[]> {
    const { rows } = await this.client.query<CursorRow>({ text, rowMode: "array", types: AS_TEXT });
    return rows;
  }
}

export type CursorRow = (string | null)[];

/** Small enough that the first rows are there at once, and then large enough that asking costs nothing. */
const FIRST_FETCH = 200;
const MOST_FETCH = 4_000;
const FETCH_CHARACTERS = 4_000_000;
const AS_TEXT = { getTypeParser: () => (text: string) => text } as pg.CustomTypesConfig;

const order = ({ from }: TimeSpan): number => (from === Number.NEGATIVE_INFINITY ? Number.MAX_VALUE : from);

function spanOfBound(bound: string): TimeSpan {
  const [from, to] = [...bound.matchAll(/'([^']+)'/g)].map((match) => microsOf(match[1] ?? ""));
  return from === undefined || to === undefined ? ALWAYS : { from, to };
}
