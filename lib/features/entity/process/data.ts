import "server-only";
import { z } from "zod";
import { choosePidCandidate } from "#core/process/pid-candidate";
import { db } from "#lib/db/client";
import { decodeCursor, encodeCursor } from "#lib/db/cursor";
import { Prisma } from "#lib/db/generated/client";
import { microsOf } from "#lib/db/instant";
import { isoInstant } from "#lib/db/iso-instant";
import { onPrisma } from "#lib/db/query";
import type { ProcessChain, ProcessList, ProcessNode } from "../../alert/types.ts";

const { sql } = Prisma;
const MOST_ANCESTORS = 64;
const LISTED = 100;
/** Connections of a node are counted up to here: a browser has a hundred thousand, and "1,000" says enough. */
const COUNTED_CONNECTIONS = 1_000;

export interface ProcessRef {
  readonly hostId: number;
  readonly key: string;
}

const Stored = z.object({
  hostId: z.number(),
  key: z.string(),
  pid: z.number().nullable(),
  name: z.string().nullable(),
  executable: z.string().nullable(),
  commandLine: z.string().nullable(),
  user: z.string().nullable(),
  integrity: z.string().nullable(),
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  stub: z.boolean(),
  parentKey: z.string().nullable(),
  parentPid: z.number().nullable(),
  parentLink: z.enum(["exact", "inferred", "missing"]).catch("missing"),
  childCount: z.number(),
  connectionCount: z.number(),
  alertCount: z.number(),
});
type Stored = z.infer<typeof Stored>;

/** Columns of a process `p`, its counters among them. */
const COLUMNS = sql`p.host_id AS "hostId", p.key, p.pid::float8 AS pid, p.name, p.executable, p.command_line AS "commandLine",
  p.user_name AS "user", p.integrity, ${isoInstant(sql`p.started_at`)} AS "startedAt", ${isoInstant(sql`p.ended_at`)} AS "endedAt",
  p.rank < 100 AS stub, p.parent_key AS "parentKey", p.parent_pid::float8 AS "parentPid", p.parent_link AS "parentLink",
  (SELECT count(*)::int FROM process c WHERE c.host_id = p.host_id AND c.parent_key = p.key) AS "childCount",
  (SELECT count(*)::int FROM (SELECT 1 FROM event v WHERE v.host_id = p.host_id AND v.process_key = p.key AND v.class = 'network_connection'
                              LIMIT ${COUNTED_CONNECTIONS}) n) AS "connectionCount",
  (SELECT count(*)::int FROM (
    SELECT a.id FROM alert a WHERE a.host_id = p.host_id AND a.process_key = p.key
    UNION SELECT e.alert_id FROM alert_evidence e WHERE e.host_id = p.host_id AND e.process_key = p.key) concerned) AS "alertCount"`;

function toNode({ parentPid: _parentPid, ...node }: Stored): ProcessNode {
  return { ...node, parentLink: node.parentKey === null ? "missing" : node.parentLink };
}

/** The process and its ancestors by stored links, itself first; ends before a process it has passed already. */
async function climb(ref: ProcessRef, most: number): Promise<readonly Stored[]> {
  const rows = await onPrisma(db())<unknown>(sql`
    WITH RECURSIVE chain AS (
      SELECT p.host_id, p.key, p.parent_key, 0 AS depth, ARRAY[p.key] AS path
      FROM process p WHERE p.host_id = ${ref.hostId} AND p.key = ${ref.key}
      UNION ALL
      SELECT p.host_id, p.key, p.parent_key, c.depth + 1, c.path || p.key
      FROM chain c JOIN process p ON p.host_id = c.host_id AND p.key = c.parent_key
      WHERE c.depth + 1 < ${most} AND p.key <> ALL(c.path)
    )
    SELECT ${COLUMNS} FROM chain JOIN process p ON p.host_id = chain.host_id AND p.key = chain.key ORDER BY chain.depth`);
  return rows.map((row) => Stored.parse(row));
}

/** The process that had the parent's pid when the child started, where only the pid is known. */
async function parentByPid(child: Stored): Promise<string | null> {
  if (child.parentPid === null || child.startedAt === null) return null;
  const rows = await onPrisma(db())<{ key: string; name: string | null; started: string; ended: string | null }>(sql`
    SELECT p.key, p.name, p.started_at::text AS started, p.ended_at::text AS ended FROM process p
    WHERE p.host_id = ${child.hostId} AND p.pid = ${child.parentPid}::bigint AND p.key <> ${child.key}
      AND p.started_at <= ${child.startedAt}::timestamptz + interval '1 second'
    ORDER BY p.started_at DESC LIMIT 20`);
  const candidates = rows.map((row) => ({
    key: row.key,
    name: row.name,
    startedAt: microsOf(row.started),
    endedAt: row.ended === null ? null : microsOf(row.ended),
  }));
  return choosePidCandidate(candidates, microsOf(child.startedAt), undefined)?.process.key ?? null;
}

/** Why the chain starts where it does; null at the kernel, which has no parent. */
function noteOf(root: Stored, passed: ReadonlySet<string>, count: number): string | null {
  if (count >= MOST_ANCESTORS) return `${MOST_ANCESTORS} ancestors shown`;
  if (root.pid === 0 || root.pid === 4) return null;
  if (root.parentKey !== null && passed.has(root.parentKey)) return "the stored parents form a loop; it was cut here";
  if (root.parentKey !== null || root.stub) return "parent not in the data";
  return root.parentPid === null ? "parent exited or not recorded" : `parent exited or not recorded (pid ${root.parentPid})`;
}

/**
 * The ancestors of a process, root first, itself last. Links by id first; where a parent is known by pid alone, the process that had the
 * pid then (telemetry.md §2.2), marked inferred. At most 64, never a process twice.
 */
export async function getProcessChain(ref: ProcessRef): Promise<ProcessChain> {
  const chain: Stored[] = [];
  const passed = new Set<string>();
  let next: string | null = ref.key;
  while (next !== null && chain.length < MOST_ANCESTORS) {
    const found: readonly Stored[] = await climb({ hostId: ref.hostId, key: next }, MOST_ANCESTORS - chain.length);
    const fresh = found.slice(0, found.findIndex((node) => passed.has(node.key)) >>> 0);
    for (const node of fresh) passed.add(node.key);
    chain.push(...fresh);
    const root: Stored | undefined = chain.at(-1);
    if (!root || fresh.length === 0) break;
    next = root.parentKey === null ? await parentByPid(root) : null;
    if (next !== null && passed.has(next)) next = null;
    if (next !== null) chain[chain.length - 1] = { ...root, parentKey: next, parentLink: "inferred" };
  }
  const root = chain.at(-1);
  return { ancestors: chain.map(toNode).reverse(), rootNote: root ? noteOf(root, passed, chain.length) : null };
}

const ListCursor = z.tuple([z.iso.datetime(), z.string()]);

/** Children or siblings of a process in the order they started, 100 at a time. */
export async function listProcesses(ref: ProcessRef, kind: "children" | "siblings", cursor: string | undefined): Promise<ProcessList> {
  const after = decodeCursor(ListCursor, cursor);
  const parent =
    kind === "children"
      ? sql`p.parent_key = ${ref.key}`
      : sql`p.key <> ${ref.key} AND p.parent_key = (SELECT s.parent_key FROM process s WHERE s.host_id = ${ref.hostId} AND s.key = ${ref.key})`;
  const place = sql`coalesce(p.started_at, p.first_seen)`;
  const beyond = after ? sql`AND (${place}, p.key) > (${after[0]}::timestamptz, ${after[1]})` : Prisma.empty;
  const rows = await onPrisma(db())<{ place: string }>(sql`
    SELECT ${COLUMNS}, ${isoInstant(place)} AS place FROM process p
    WHERE p.host_id = ${ref.hostId} AND ${parent} ${beyond} ORDER BY ${place}, p.key LIMIT ${LISTED + 1}`);
  const nodes = rows.slice(0, LISTED).map((row) => toNode(Stored.parse(row)));
  const [last, more] = [rows[LISTED - 1], rows.length > LISTED];
  const next = more && last ? encodeCursor([last.place, nodes.at(-1)?.key]) : null;
  return { nodes, more, next };
}
