import "server-only";
import type pg from "pg";
import type { EpochMicros, Event } from "#core/event/event";
import { MENTION_FIELDS } from "#core/event/stored-fields";
import type { IdentifiedProcess, ProcessByPid, ProcessMention } from "#core/process/mention";
import { processMentions } from "#core/process/mentions";
import { mergeProcess } from "#core/process/merge";
import { instant } from "#lib/db/instant";
import { indexable } from "#lib/db/key";
import { storableJson } from "#lib/db/text";
import { findOrphans, linkParents, type ParentLinkRow, type PidRef, pidChooser } from "./pid/mutations.ts";
import type { ProcessRef } from "./types.ts";

export interface MergedProcesses {
  /** Rows that were known before and are known better now. */
  readonly improved: readonly ProcessRef[];
  /** Events that name their process by pid alone, and the key of the process that had it. */
  readonly resolved: ReadonlyMap<Event, string>;
}

interface Testimony {
  readonly hostId: number;
  readonly mention: IdentifiedProcess;
  first: EpochMicros;
  last: EpochMicros;
  readonly startEventId: string | null;
}

/**
 * Merges what newly stored events say of processes into their rows, on the caller's connection and in its transaction.
 * Processes with an id first; then those named by pid alone are looked for among the rows of that host and pid.
 */
export async function mergeProcesses(
  client: pg.PoolClient,
  events: readonly Event[],
  hostIdOf: (event: Event) => number,
): Promise<MergedProcesses> {
  const identified: Testimony[] = [];
  const byPid: { readonly hostId: number; readonly event: Event; readonly mention: ProcessByPid }[] = [];
  const told = new Map<string, readonly Testimony[]>();
  for (const event of events) {
    const hostId = hostIdOf(event);
    const words = wordsOf(event);
    const before = words === undefined ? undefined : told.get(words);
    if (before) {
      for (const known of before) extend(known, event.timestamp);
      continue;
    }
    const mentions = mentionsOf(event, words);
    for (const mention of mentions) if (mention.kind === "by-pid") byPid.push({ hostId, event, mention });
    const testimonies = mentions.flatMap((mention) => (mention.kind === "by-pid" ? [] : [testimony(event, hostId, mention)]));
    identified.push(...testimonies);
    if (words !== undefined && testimonies.length === mentions.length) told.set(words, testimonies);
  }
  const improved = await upsertProcesses(client, identified);
  const orphans = await findOrphans(client, startsByPid(identified));
  if (byPid.length === 0 && orphans.length === 0) return { improved, resolved: new Map() };
  const choose = await pidChooser(client, [...byPid.map(({ hostId, mention }) => ({ hostId, pid: mention.pid })), ...orphans]);
  const resolved = new Map<Event, string>();
  const found: Testimony[] = [];
  const links: ParentLinkRow[] = [];
  for (const { hostId, event, mention } of byPid) {
    const choice = choose(hostId, mention.pid, mention.at, mention.name, isLate(event));
    if (!choice) continue;
    if (mention.role === "subject") resolved.set(event, choice.key);
    const { at: _at, childKey, ...facts } = mention;
    found.push(testimony(event, hostId, { ...facts, kind: "identified", ...choice }));
    if (childKey !== undefined) links.push({ hostId, key: indexable(childKey), parentKey: choice.key });
  }
  for (const { hostId, key, pid, startedAt } of orphans) {
    const choice = choose(hostId, pid, startedAt, undefined, false);
    if (choice) links.push({ hostId, key, parentKey: choice.key });
  }
  const informed = await upsertProcesses(client, found);
  return { improved: [...improved, ...informed, ...(await linkParents(client, links))], resolved };
}

/** Mentions by the words they were made of. Long-lived processes say the same for hours. Bounded, and only there to save work. */
const memory = new Map<string, readonly ProcessMention[]>();
const REMEMBERED = 5_000;

function mentionsOf(event: Event, words: string | undefined): readonly ProcessMention[] {
  const known = words === undefined ? undefined : memory.get(words);
  if (known) return known;
  const mentions = processMentions(event);
  // Who has no more than a pid is asked for at the event's own time.
  if (words !== undefined && mentions.every(({ kind }) => kind === "identified")) {
    if (memory.size >= REMEMBERED) memory.clear();
    memory.set(words, mentions);
  }
  return mentions;
}

/** All that an event says of processes, as one text; undefined for starts and ends, which say it with their own time. */
function wordsOf(event: Event): string | undefined {
  if (event.class === "process_creation" || event.class === "process_termination") return undefined;
  const fields = event.storedFields;
  let words = `${event.host.key} ${event.class}`;
  for (const name in fields) {
    if (!ABOUT_PROCESSES.has(name)) continue;
    const value = fields[name];
    // With its length and type, so that no value can pass for another one and the field behind it.
    const text = typeof value === "string" ? value : JSON.stringify(value);
    words += `\n${name} ${typeof value} ${text.length} ${text}`;
  }
  return words;
}

const ABOUT_PROCESSES: ReadonlySet<string> = new Set(MENTION_FIELDS);

/** The same testimony at another time. */
function extend(known: Testimony, at: EpochMicros): void {
  known.first = Math.min(known.first, at);
  known.last = Math.max(known.last, at);
}

/** Starts that a Security log knows by pid and time: children that were stored before them may be waiting. */
function startsByPid(identified: readonly Testimony[]): readonly PidRef[] {
  return identified.flatMap(({ hostId, mention }) =>
    mention.isStart && mention.key.startsWith("pid:") && mention.pid !== undefined ? [{ hostId, pid: mention.pid }] : [],
  );
}

/** Sysmon writes connections and DNS queries a second or more after the fact. */
function isLate(event: Event): boolean {
  return event.class === "network_connection" || event.class === "dns_query";
}

function testimony(event: Event, hostId: number, mention: IdentifiedProcess): Testimony {
  const startEventId = mention.isStart ? event.id : null;
  return { hostId, mention, first: event.timestamp, last: event.timestamp, startEventId };
}

/** `b` wins by rank alone, as in `mergeProcess`. */
const isFirst = "excluded.rank > p.rank";
const fact = (column: string): string =>
  `${column} = CASE WHEN ${isFirst} THEN coalesce(excluded.${column}, p.${column}) ELSE coalesce(p.${column}, excluded.${column}) END`;
const linkRank = (row: string): string => `CASE ${row}.parent_link WHEN 'exact' THEN 2 WHEN 'inferred' THEN 1 ELSE 0 END`;
/** The second witness's parent is taken only when its link is better than the first's. */
const isLinkNew = `CASE WHEN ${isFirst} THEN NOT (${linkRank("p")} > ${linkRank("excluded")}) ELSE ${linkRank("excluded")} > ${linkRank("p")} END`;
const FACTS = [
  "pid",
  "executable",
  "name",
  "command_line",
  "user_name",
  "integrity",
  "sha256",
  "original_name",
  "started_at",
  "ended_at",
  "parent_pid",
];
const SHOWN = "executable, name, command_line, user_name, started_at, parent_key";

/** `mergeProcess` as one statement: the stored row is `a`, the new testimony `b`. Equal to it by test. */
const UPSERT = `
  WITH input AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(
      host_id int, key text, entity_id text, pid bigint, started_at timestamptz, ended_at timestamptz, executable text, name text,
      command_line text, user_name text, integrity text, sha256 text, original_name text, parent_key text, parent_pid bigint,
      parent_link text, rank int, start_event_id uuid, first_seen timestamptz, last_seen timestamptz)
  ), before AS MATERIALIZED (
    SELECT p.host_id, p.key, ${SHOWN.replaceAll(/(\w+)/g, "p.$1")} FROM process p JOIN input USING (host_id, key)
  ), merged AS (
    INSERT INTO process AS p (host_id, key, entity_id, ${FACTS.join(", ")}, parent_key, parent_link, rank, start_event_id, first_seen, last_seen)
    SELECT host_id, key, entity_id, ${FACTS.join(", ")}, parent_key, parent_link, rank, start_event_id, first_seen, last_seen
    FROM input ORDER BY host_id, key
    ON CONFLICT (host_id, key) DO UPDATE SET
      entity_id = CASE WHEN ${isFirst} THEN excluded.entity_id ELSE p.entity_id END,
      ${FACTS.map(fact).join(",\n      ")},
      parent_key = CASE WHEN ${isLinkNew} THEN excluded.parent_key ELSE p.parent_key END,
      parent_link = CASE WHEN ${isLinkNew} THEN excluded.parent_link ELSE p.parent_link END,
      rank = greatest(p.rank, excluded.rank),
      start_event_id = coalesce(p.start_event_id, excluded.start_event_id),
      first_seen = least(p.first_seen, excluded.first_seen),
      last_seen = greatest(p.last_seen, excluded.last_seen)
    RETURNING p.host_id, p.key, ${SHOWN.replaceAll(/(\w+)/g, "p.$1")}
  )
  SELECT m.host_id AS "hostId", m.key FROM merged m JOIN before b USING (host_id, key)
  WHERE (${SHOWN.replaceAll(/(\w+)/g, "m.$1")}) IS DISTINCT FROM (${SHOWN.replaceAll(/(\w+)/g, "b.$1")})`;

async function upsertProcesses(client: pg.PoolClient, testimonies: readonly Testimony[]): Promise<readonly ProcessRef[]> {
  if (testimonies.length === 0) return [];
  const rows = foldByKey(testimonies).map(rowOf);
  return (await client.query<ProcessRef>(UPSERT, [storableJson(rows)])).rows;
}

function foldByKey(testimonies: readonly Testimony[]): readonly Testimony[] {
  const folded = new Map<string, Testimony>();
  for (const next of testimonies) {
    const id = `${next.hostId} ${next.mention.key}`;
    const known = folded.get(id);
    folded.set(id, known ? both(known, next) : { ...next });
  }
  return [...folded.values()];
}

function both(a: Testimony, b: Testimony): Testimony {
  return {
    hostId: a.hostId,
    mention: mergeProcess(a.mention, b.mention),
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
    startEventId: a.startEventId ?? b.startEventId,
  };
}

function rowOf({ hostId, mention, first, last, startEventId }: Testimony): object {
  const whole = (value: number | undefined) => (Number.isSafeInteger(value) ? value : undefined);
  return {
    host_id: hostId,
    key: indexable(mention.key),
    entity_id: mention.entityId,
    pid: whole(mention.pid),
    started_at: mention.startedAt === undefined ? undefined : instant(mention.startedAt),
    ended_at: mention.endedAt === undefined ? undefined : instant(mention.endedAt),
    executable: mention.executable,
    name: mention.name,
    command_line: mention.commandLine,
    user_name: mention.user,
    integrity: mention.integrity,
    sha256: mention.sha256,
    original_name: mention.originalName,
    parent_key: mention.parentKey === undefined ? undefined : indexable(mention.parentKey),
    parent_pid: whole(mention.parentPid),
    parent_link: mention.parentLink,
    rank: mention.rank,
    start_event_id: startEventId,
    first_seen: instant(first),
    last_seen: instant(last),
  };
}
