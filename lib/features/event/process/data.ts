import "server-only";
import type pg from "pg";
import type { ProcessContext } from "#core/exception/subject";
import type { ProcessRef } from "./types.ts";

/** What is known of a process when a finding about it is raised. */
export interface KnownProcess extends ProcessContext {
  readonly name: string | null;
}

/** The rows of processes, as the caller's transaction sees them: its own merges included. */
export async function getProcesses(
  client: pg.PoolClient,
  refs: readonly ProcessRef[],
): Promise<(hostId: number, key: string) => KnownProcess | null> {
  if (refs.length === 0) return () => null;
  const { rows } = await client.query<KnownProcess & ProcessRef>(
    `SELECT p.host_id AS "hostId", p.key, p.name, p.executable, p.command_line AS "commandLine", p.user_name AS "userName",
            parent.command_line AS "parentCommandLine"
     FROM (SELECT DISTINCT * FROM unnest($1::int[], $2::text[])) AS asked(host_id, key)
     JOIN process p USING (host_id, key)
     LEFT JOIN process parent ON parent.host_id = p.host_id AND parent.key = p.parent_key`,
    [refs.map((ref) => ref.hostId), refs.map((ref) => ref.key)],
  );
  const known = new Map(rows.map((row) => [`${row.hostId} ${row.key}`, row]));
  return (hostId, key) => known.get(`${hostId} ${key}`) ?? null;
}
