import type pg from "pg";
import { pool } from "#lib/db/client";
import { codeOf } from "./batch.ts";

/** A deadlock or a serialisation failure: the very same work may succeed now. */
const AGAIN: ReadonlySet<unknown> = new Set(["40001", "40P01"]);
const ATTEMPTS = 8;

/** Runs the end of an execution in one transaction: its alerts and its counts are there together or not at all. */
export async function inExecution<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool().connect();
  let failure: unknown;
  try {
    for (let attempt = 1; ; attempt++) {
      await client.query("BEGIN");
      try {
        const result = await work(client);
        await client.query("COMMIT");
        return result;
      } catch (error) {
        await client.query("ROLLBACK").catch(() => {});
        if (attempt === ATTEMPTS || !AGAIN.has(codeOf(error))) throw error;
      }
    }
  } catch (error) {
    failure = error;
    throw error;
  } finally {
    // Only what Postgres itself refused leaves the connection as it was.
    const isSound = failure === undefined || codeOf(failure) !== undefined;
    client.release(isSound ? undefined : true);
  }
}
