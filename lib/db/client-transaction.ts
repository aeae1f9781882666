import "server-only";
import type pg from "pg";
import { pool } from "./client.ts";

/** A deadlock or a serialisation failure: the very same work may succeed now. */
const AGAIN: ReadonlySet<unknown> = new Set(["40001", "40P01"]);

export interface Repetition {
  /** Times the work is tried in all: each time another transaction got through, so that this bounds how many it yields to. */
  readonly attempts?: number;
  /** What else is worth another try. */
  readonly isPassing?: (error: unknown) => boolean;
  /** Done once, before the transaction, on the same connection. */
  readonly before?: (client: pg.PoolClient) => Promise<void>;
}

/**
 * Runs work in one transaction on a connection of its own, for COPY and statements over sets: all of it is there or nothing. Work
 * that is tried again runs from its start. Throws what the last try threw.
 */
export async function inClientTransaction<T>(
  work: (client: pg.PoolClient) => Promise<T>,
  { attempts = 8, isPassing = () => false, before = async () => {} }: Repetition = {},
): Promise<T> {
  const client = await pool().connect();
  let failure: unknown;
  try {
    await before(client);
    for (let attempt = 1; ; attempt++) {
      await client.query("BEGIN");
      try {
        const result = await work(client);
        await client.query("COMMIT");
        return result;
      } catch (error) {
        // A connection that is gone has rolled back by itself; what ended the work is what matters.
        await client.query("ROLLBACK").catch(() => {});
        if (attempt === attempts || !(AGAIN.has(codeOf(error)) || isPassing(error))) throw error;
      }
    }
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    // Only what Postgres itself refused leaves a connection as it was; any other is not given to the next work.
    const isSound = failure === undefined || codeOf(failure) !== undefined;
    client.release(isSound ? undefined : true);
  }
}

/** The SQLSTATE of an error that Postgres sent; undefined for anything else. */
export function codeOf(error: unknown): string | undefined {
  const code: unknown = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}
