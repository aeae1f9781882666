import "server-only";
import { z } from "zod";
import { LANGUAGES, SEVERITIES, SEVERITY_RANK } from "#core/detection/finding";
import { parseAddress, parseCidr } from "#core/event/address";
import { db } from "#lib/db/client";
import { decodeCursor, encodeCursor } from "#lib/db/cursor";
import { Prisma } from "#lib/db/generated/client";
import { isoInstant } from "#lib/db/iso-instant";
import { onPrisma } from "#lib/db/query";
import type { ActorId } from "../../account/types.ts";
import { LEFT_OUT_KEYS, type LeftOut, type LeftOutKey, readLeftOut } from "../left-out/types.ts";
import { ALERT_STATUSES, type AlertQuery, type AlertStatus, VERDICTS } from "../schema.ts";
import { ALERT_SHAPES, type AlertPage, type AlertRow, type QueueOptions } from "../types.ts";

const COUNT_CAP = 10_000;
const { sql } = Prisma;

type Sort = AlertQuery["sort"];
type KeyKind = "int" | "text" | "instant";
interface SortKey {
  readonly column: Prisma.Sql;
  readonly kind: KeyKind;
}

/** What each sort orders by, before the id that makes every order total. Each has an index of its own over open work. */
const SORTS: { readonly [S in Sort]: readonly SortKey[] } = {
  severity: [
    { column: sql`a.severity_rank`, kind: "int" },
    { column: sql`a.last_seen`, kind: "instant" },
  ],
  lastSeen: [{ column: sql`a.last_seen`, kind: "instant" }],
  firstSeen: [{ column: sql`a.first_seen`, kind: "instant" }],
  count: [{ column: sql`a.count`, kind: "int" }],
  rule: [{ column: sql`lower(a.rule_title)`, kind: "text" }],
  host: [{ column: sql`lower(a.host_name)`, kind: "text" }],
  process: [{ column: sql`lower(coalesce(a.process_name, ''))`, kind: "text" }],
};

const KEY_TEXT: { readonly [K in KeyKind]: z.ZodType<string> } = {
  int: z.string().regex(/^-?\d{1,9}$/),
  instant: z.iso.datetime(),
  text: z.string(),
};
const KEY_CAST: { readonly [K in KeyKind]: Prisma.Sql } = { int: sql`::int`, instant: sql`::timestamptz`, text: sql`::text` };

const keyText = (key: SortKey): Prisma.Sql => (key.kind === "instant" ? isoInstant(key.column) : sql`${key.column}::text`);

interface Cursor {
  readonly keys: readonly string[];
  readonly id: string;
}

/** A cursor names its sort, so that one made under another sort reads from the start instead of from a wrong place. */
const cursorAt = (sort: Sort, row: StoredRow): string => encodeCursor([sort, ...row.keys, row.id]);

function cursorOf(sort: Sort, text: string | undefined): Cursor | null {
  const shape = z.tuple([z.literal(sort), ...SORTS[sort].map((key) => KEY_TEXT[key.kind]), z.uuid()]);
  const place = decodeCursor(z.array(z.string()).and(shape), text);
  return place === null ? null : { keys: place.slice(1, -1), id: place.at(-1) ?? "" };
}

/** The typed pattern as LIKE reads it, case folded: `*` is any run of characters, everything else stands for itself. */
function likePattern(typed: string): string {
  return typed
    .toLowerCase()
    .replace(/[\\%_]/g, "\\$&")
    .replaceAll("*", "%");
}
/** Without a star it is equality, which an index answers in any collation. */
function like(column: Prisma.Sql, typed: string): Prisma.Sql {
  return typed.includes("*") ? sql`lower(${column}) LIKE ${likePattern(typed)}` : sql`lower(${column}) = ${typed.toLowerCase()}`;
}

/** Must be the expression of `alert_text_idx`, letter by letter. */
const SEARCHED = sql`lower(a.rule_title || E'\n' || coalesce(a.process_name, '') || E'\n' || coalesce(a.command_line, '') || E'\n' ||
  a.host_name || E'\n' || coalesce(a.user_name, '') || E'\n' || coalesce(host(a.destination_address), ''))`;

/** As an array the evidence is read once a statement, not once a status that is counted. */
function destinationFilter(typed: string): Prisma.Sql {
  const range = parseCidr(typed.trim());
  if (typeof range === "string") return sql`FALSE`;
  const address = parseAddress(typed.trim());
  const block = address ? typed.trim().split("%")[0] : typed.trim();
  return sql`a.id = ANY(ARRAY(SELECT DISTINCT e.alert_id FROM alert_evidence e WHERE e.remote_address <<= ${block}::inet))`;
}

/** The country of any destination. What is further than the first has indexes over the few alerts that have such. */
function countryFilter(country: string): Prisma.Sql {
  return sql`(a.country = upper(${country}) OR (a.further_countries <> '{}' AND a.further_countries @> ARRAY[upper(${country})]::text[]))`;
}

function networkFilter(asn: number): Prisma.Sql {
  return sql`(a.asn = ${asn} OR (a.further_asns <> '{}' AND a.further_asns @> ARRAY[${asn}]::bigint[]))`;
}

/**
 * What an alert of several events has beside the host, process and user it is shown by: a condition on any piece of its evidence `e`,
 * its host `h` and its process `p`. The first test is the predicate of `alert_several_idx`.
 */
function ofSeveral(condition: Prisma.Sql): Prisma.Sql {
  return sql`(a.shape <> 'event' AND EXISTS (
    SELECT 1 FROM alert_evidence e JOIN host h ON h.id = e.host_id LEFT JOIN process p ON p.host_id = e.host_id AND p.key = e.process_key
    WHERE e.alert_id = a.id AND ${condition}))`;
}

/** What an alert has that has the value; the same for showing only such alerts and for leaving them out. */
const HAS: { readonly [K in LeftOutKey]: (value: string) => Prisma.Sql } = {
  rule: (value) => sql`a.rule_id = ${value}`,
  host: (value) => {
    const named = like(sql`h.name`, value);
    return sql`(a.host_id IN (SELECT h.id FROM host h WHERE ${named}) OR ${ofSeveral(named)})`;
  },
  user: (value) => sql`(${like(sql`a.user_name`, value)} OR ${ofSeveral(like(sql`p.user_name`, value))})`,
  process: (value) => sql`(${like(sql`a.process_name`, value)} OR ${ofSeveral(like(sql`p.name`, value))})`,
  destination: destinationFilter,
  country: countryFilter,
  asn: (value) => networkFilter(Number(value)),
};

/** An alert without such a value at all is not left out: unknown is not yes. */
const hasNot = ({ key, value }: LeftOut): Prisma.Sql => sql`(${HAS[key](value)}) IS NOT TRUE`;

/** Every filter of the query but the status. */
function filters(query: AlertQuery, actorId: ActorId): Prisma.Sql {
  const parts: Prisma.Sql[] = [sql`TRUE`];
  if (query.severity.length > 0)
    parts.push(sql`a.severity_rank = ANY(${query.severity.map((severity) => SEVERITY_RANK[severity])}::int[])`);
  for (const key of LEFT_OUT_KEYS) {
    const value = query[key];
    if (value !== undefined && value !== "") parts.push(HAS[key](String(value)));
  }
  for (const text of query.not) {
    const leftOut = readLeftOut(text);
    if (leftOut) parts.push(hasNot(leftOut));
  }
  if (query.assignee === "me") parts.push(sql`a.assignee_id = ${actorId}`);
  if (query.assignee === "nobody") parts.push(sql`a.assignee_id IS NULL`);
  if (query.blocks === "only") parts.push(sql`a.is_building_block`);
  else if (query.blocks === "hidden" && !query.rule) parts.push(sql`NOT a.is_building_block`);
  if (query.exception) {
    parts.push(
      sql`a.id = ANY(ARRAY(SELECT DISTINCT e.alert_id FROM alert_evidence e WHERE e.silenced_by @> ARRAY[${query.exception}]::uuid[]))`,
    );
  }
  if (query.q?.trim()) {
    const pattern = `%${likePattern(query.q.trim())}%`;
    const elsewhere = sql`lower(h.name || E'\n' || coalesce(p.name, '') || E'\n' || coalesce(p.command_line, '') || E'\n' ||
      coalesce(p.user_name, '') || E'\n' || coalesce(host(e.remote_address), '')) LIKE ${pattern}`;
    parts.push(sql`(${SEARCHED} LIKE ${pattern} OR ${ofSeveral(elsewhere)})`);
  }
  if (query.from) parts.push(sql`a.last_seen >= ${query.from}::timestamptz`);
  if (query.to) parts.push(sql`a.first_seen <= ${query.to}::timestamptz`);
  return Prisma.join(parts, " AND ");
}

/** Open work by default; spelt out, because the index over open work answers only to this condition. */
function statusFilter(statuses: readonly AlertStatus[]): Prisma.Sql {
  const wanted = new Set(statuses);
  if (wanted.size === 0 || (wanted.size === 2 && wanted.has("open") && wanted.has("in_progress"))) {
    return sql`a.status IN ('open', 'in_progress')`;
  }
  const [only] = wanted;
  return wanted.size === 1 ? sql`a.status = ${only}` : sql`a.status = ANY(${[...wanted]}::text[])`;
}

const StoredRow = z.object({
  id: z.string(),
  severity: z.enum(SEVERITIES),
  ruleId: z.string(),
  ruleTitle: z.string(),
  language: z.enum(LANGUAGES),
  shape: z.enum(ALERT_SHAPES),
  status: z.enum(ALERT_STATUSES),
  verdict: z.enum(VERDICTS).nullable(),
  assignee: z.string().nullable(),
  host: z.string(),
  hostCount: z.number(),
  user: z.string().nullable(),
  process: z.string().nullable(),
  commandLine: z.string().nullable(),
  address: z.string().nullable(),
  port: z.number().nullable(),
  destinationCount: z.number(),
  asn: z.coerce.number().nullable(),
  organization: z.string().nullable(),
  country: z.string().nullable(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  count: z.number(),
  totalCount: z.number(),
  eventCount: z.number(),
  isBuildingBlock: z.boolean(),
  keys: z.array(z.string()),
});
type StoredRow = z.infer<typeof StoredRow>;

const COLUMNS = sql`a.id, a.severity, a.rule_id AS "ruleId", a.rule_title AS "ruleTitle", a.language, a.shape, a.status, a.verdict,
  a.assignee_name AS assignee, a.host_name AS host, a.host_count AS "hostCount", a.user_name AS "user", a.process_name AS process, a.command_line AS "commandLine",
  host(a.destination_address) AS address, a.destination_port AS port, a.destination_count AS "destinationCount",
  a.asn::float8 AS asn, a.as_organization AS organization, a.country, ${isoInstant(sql`a.first_seen`)} AS "firstSeen",
  ${isoInstant(sql`a.last_seen`)} AS "lastSeen", a.count, a.total_count AS "totalCount",
  a.event_count AS "eventCount", a.is_building_block AS "isBuildingBlock"`;

function toRow({ keys: _keys, address, port, destinationCount, hostCount, ...row }: StoredRow): AlertRow {
  const destination = address === null ? null : { address, port, others: Math.max(0, destinationCount - 1) };
  return { ...row, otherHosts: Math.max(0, hostCount - 1), destination };
}

async function countByStatus(where: Prisma.Sql): Promise<AlertPage["statusCounts"]> {
  const rows = await onPrisma(db())<{ status: string; n: number }>(sql`
    SELECT s.status, (SELECT count(*)::int FROM (SELECT 1 FROM alert a WHERE a.status = s.status AND ${where} LIMIT ${COUNT_CAP + 1}) c) AS n
    FROM (VALUES ('open'), ('in_progress'), ('closed'), ('silenced')) s(status)`);
  const count = (status: AlertStatus): number => rows.find((row) => row.status === status)?.n ?? 0;
  return { open: count("open"), in_progress: count("in_progress"), closed: count("closed"), silenced: count("silenced") };
}

async function readRows(query: AlertQuery, where: Prisma.Sql, cursor: Cursor | null): Promise<readonly StoredRow[]> {
  const keys = SORTS[query.sort];
  const descending = (query.direction === "desc") !== query.before;
  const order = Prisma.join(
    [...keys.map((key) => key.column), sql`a.id`].map((column) => (descending ? sql`${column} DESC` : sql`${column} ASC`)),
  );
  const columns = Prisma.join([...keys.map((key) => key.column), sql`a.id`]);
  const values =
    cursor && Prisma.join([...cursor.keys.map((text, n) => sql`${text}${KEY_CAST[keys[n]?.kind ?? "text"]}`), sql`${cursor.id}::uuid`]);
  const beyond = values ? (descending ? sql`AND (${columns}) < (${values})` : sql`AND (${columns}) > (${values})`) : Prisma.empty;
  const rows = await onPrisma(db())<unknown>(sql`
    SELECT ${COLUMNS}, ARRAY[${Prisma.join(keys.map(keyText))}]::text[] AS keys
    FROM alert a WHERE ${where} ${beyond} ORDER BY ${order} LIMIT ${query.size + 1}`);
  return rows.map((row) => StoredRow.parse(row));
}

/** One page of the queue. Pages follow a key, never an offset: a page costs the same wherever it lies, and none overlap. */
export async function getQueuePage(query: AlertQuery, actorId: ActorId): Promise<AlertPage> {
  const cursor = cursorOf(query.sort, query.cursor);
  const backwards = query.before && cursor !== null;
  const filtered = filters(query, actorId);
  const where = sql`${statusFilter(query.status)} AND ${filtered}`;
  const [read, statusCounts] = await Promise.all([readRows({ ...query, before: backwards }, where, cursor), countByStatus(filtered)]);
  if (backwards && read.length === 0) return getQueuePage({ ...query, cursor: undefined, before: false }, actorId);
  const page = read.slice(0, query.size);
  const rows = backwards ? [...page].reverse() : page;
  const [first, last] = [rows[0], rows.at(-1)];
  const more = read.length > query.size;
  const statuses: readonly AlertStatus[] = query.status.length > 0 ? [...new Set(query.status)] : ["open", "in_progress"];
  const total = statuses.reduce((sum, status) => sum + statusCounts[status], 0);
  const capped = (count: number): number => Math.min(count, COUNT_CAP);
  return {
    rows: rows.map(toRow),
    total: capped(total),
    capped: total > COUNT_CAP,
    next: last && (backwards || more) ? cursorAt(query.sort, last) : null,
    previous: first && cursor !== null && (!backwards || more) ? cursorAt(query.sort, first) : null,
    statusCounts: {
      open: capped(statusCounts.open),
      in_progress: capped(statusCounts.in_progress),
      closed: capped(statusCounts.closed),
      silenced: capped(statusCounts.silenced),
    },
  };
}

/** The newest alerts under a condition, for pages about a rule or another thing. */
export async function listRecentAlerts(of: { readonly ruleId: string }, size: number): Promise<readonly AlertRow[]> {
  const rows = await onPrisma(db())<unknown>(sql`
    SELECT ${COLUMNS}, ARRAY[]::text[] AS keys FROM alert a WHERE a.rule_id = ${of.ruleId} ORDER BY a.last_seen DESC, a.id DESC LIMIT ${size}`);
  return rows.map((row) => toRow(StoredRow.parse(row)));
}

/** One alert as a row of the queue, or null. */
export async function getAlertRow(id: string): Promise<AlertRow | null> {
  const [row] = await onPrisma(db())<unknown>(sql`SELECT ${COLUMNS}, ARRAY[]::text[] AS keys FROM alert a WHERE a.id = ${id}::uuid`);
  return row === undefined ? null : toRow(StoredRow.parse(row));
}

/**
 * What the filters offer: rules of any alert, and the countries and the hosts with the most open work. Of countries the index is asked
 * for one after the other: there are at most 250, and a million alerts.
 */
export async function listQueueOptions(): Promise<QueueOptions> {
  const query = onPrisma(db());
  const [rules, hosts, countries, [blocks]] = await Promise.all([
    query<{ id: string; title: string }>(sql`
      SELECT r.id, r.title FROM rule r WHERE EXISTS (SELECT 1 FROM alert a WHERE a.rule_id = r.id) ORDER BY lower(r.title), r.id`),
    query<{ name: string }>(sql`
      SELECT h.name FROM (SELECT a.host_id, count(*) AS n FROM alert a WHERE a.status IN ('open', 'in_progress') GROUP BY a.host_id
                          ORDER BY n DESC, a.host_id LIMIT 200) top JOIN host h ON h.id = top.host_id ORDER BY top.n DESC, lower(h.name)`),
    query<{ country: string }>(sql`
      WITH RECURSIVE known AS (
        (SELECT a.country FROM alert a WHERE a.country IS NOT NULL ORDER BY a.country LIMIT 1)
        UNION ALL
        SELECT (SELECT a.country FROM alert a WHERE a.country > k.country ORDER BY a.country LIMIT 1) FROM known k WHERE k.country IS NOT NULL
      )
      SELECT k.country FROM known k
      WHERE EXISTS (SELECT 1 FROM alert a WHERE a.country = k.country AND a.status IN ('open', 'in_progress'))
      UNION SELECT unnest(a.further_countries) FROM alert a
      WHERE a.status IN ('open', 'in_progress') AND a.further_countries <> '{}' ORDER BY 1`),
    query<{ found: boolean }>(sql`
      SELECT EXISTS (SELECT 1 FROM rule r JOIN alert a ON a.rule_id = r.id WHERE r.is_building_block AND a.is_building_block) AS found`),
  ]);
  return {
    rules,
    hosts: hosts.map((row) => row.name),
    countries: countries.map((row) => row.country),
    hasBuildingBlocks: blocks?.found === true,
  };
}
