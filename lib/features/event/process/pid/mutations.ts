import "server-only";
import type pg from "pg";
import type { EpochMicros } from "#core/event/event";
import { choosePidCandidate, NETWORK_SLACK } from "#core/process/pid-candidate";
import { microsOf } from "#lib/db/instant";
import type { ProcessRef } from "../types.ts";

export interface PidRef {
  readonly hostId: number;
  readonly pid: number;
}

/** A process that had a pid at a time. */
export interface PidOwner {
  readonly key: string;
  readonly entityId: string;
}

export type ChoosePid = (hostId: number, pid: number, at: EpochMicros, name: string | undefined, isLate: boolean) => PidOwner | undefined;

interface Candidate extends PidOwner {
  readonly hostId: number;
  readonly pid: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly name: string | null;
}

/** Loads every process that ever had one of the pids on its host; what it returns chooses among them (`choosePidCandidate`). */
export async function pidChooser(client: pg.PoolClient, refs: readonly PidRef[]): Promise<ChoosePid> {
  const asked = refs.filter(({ pid }) => Number.isSafeInteger(pid));
  const { rows } = await client.query<Candidate>(
    `SELECT p.host_id AS "hostId", p.key, p.entity_id AS "entityId", p.pid::text, p.started_at::text AS "startedAt",
            p.ended_at::text AS "endedAt", p.name
     FROM process p JOIN (SELECT DISTINCT * FROM unnest($1::int[], $2::bigint[])) AS asked(host_id, pid) USING (host_id, pid)`,
    [asked.map(({ hostId }) => hostId), asked.map(({ pid }) => pid)],
  );
  const byPid = new Map<string, (PidOwner & { startedAt: EpochMicros | null; endedAt: EpochMicros | null; name: string | null })[]>();
  for (const { hostId, pid, startedAt, endedAt, ...row } of rows) {
    const times = { startedAt: startedAt === null ? null : microsOf(startedAt), endedAt: endedAt === null ? null : microsOf(endedAt) };
    const known = byPid.get(`${hostId} ${pid}`);
    if (known) known.push({ ...row, ...times });
    else byPid.set(`${hostId} ${pid}`, [{ ...row, ...times }]);
  }
  return (hostId, pid, at, name, isLate) => {
    const choice = choosePidCandidate(byPid.get(`${hostId} ${pid}`) ?? [], at, name, isLate ? NETWORK_SLACK : undefined);
    return choice && { key: choice.process.key, entityId: choice.process.entityId };
  };
}

export interface Orphan extends PidRef {
  readonly key: string;
  readonly startedAt: EpochMicros;
}

/** Processes that know their parent's pid and nothing more, among the children of the pids given. */
export async function findOrphans(client: pg.PoolClient, parents: readonly PidRef[]): Promise<readonly Orphan[]> {
  const asked = parents.filter(({ pid }) => Number.isSafeInteger(pid));
  if (asked.length === 0) return [];
  const { rows } = await client.query<{ hostId: number; pid: string; key: string; startedAt: string }>(
    `SELECT p.host_id AS "hostId", p.parent_pid::text AS pid, p.key, p.started_at::text AS "startedAt"
     FROM process p JOIN (SELECT DISTINCT * FROM unnest($1::int[], $2::bigint[])) AS asked(host_id, pid)
       ON p.host_id = asked.host_id AND p.parent_pid = asked.pid
     WHERE p.parent_key IS NULL AND p.started_at IS NOT NULL`,
    [asked.map(({ hostId }) => hostId), asked.map(({ pid }) => pid)],
  );
  return rows.map((row) => ({ hostId: row.hostId, pid: Number(row.pid), key: row.key, startedAt: microsOf(row.startedAt) }));
}

export interface ParentLinkRow extends ProcessRef {
  readonly parentKey: string;
}

/** Gives processes the parent that their parent's pid turned out to be. One whose parent is known is left alone. */
export async function linkParents(client: pg.PoolClient, links: readonly ParentLinkRow[]): Promise<readonly ProcessRef[]> {
  const usable = links.filter((link) => link.key !== link.parentKey);
  if (usable.length === 0) return [];
  const { rows } = await client.query<ProcessRef>(
    `UPDATE process p SET parent_key = l.parent_key, parent_link = 'inferred'
     FROM (SELECT DISTINCT ON (host_id, key) * FROM unnest($1::int[], $2::text[], $3::text[]) AS u(host_id, key, parent_key)) AS l
     WHERE p.host_id = l.host_id AND p.key = l.key AND p.parent_key IS NULL
     RETURNING p.host_id AS "hostId", p.key`,
    [usable.map((link) => link.hostId), usable.map((link) => link.key), usable.map((link) => link.parentKey)],
  );
  return rows;
}
