import "server-only";
import { pool } from "./client.ts";

/**
 * Does what only one process may do at a time; at once `undefined` when another one is at it. The turn is a lock of a connection of its
 * own: a process that dies loses it.
 */
export async function takeTurn<T>(lock: number, work: () => Promise<T>): Promise<T | undefined> {
  const client = await pool().connect();
  let isSound = false;
  try {
    const { rows } = await client.query<{ mine: boolean }>("SELECT pg_try_advisory_lock($1::bigint) AS mine", [lock]);
    if (!rows[0]?.mine) {
      isSound = true;
      return undefined;
    }
    try {
      return await work();
    } finally {
      await client.query("SELECT pg_advisory_unlock($1::bigint)", [lock]);
      isSound = true;
    }
  } finally {
    client.release(!isSound);
  }
}
