import type { EpochMicros } from "#core/event/event";
import { instant, microsOf } from "#lib/db/instant";
import type { Grouping } from "./grouping.ts";
import type { LightEvent } from "./light.ts";
import { placesText } from "./places.ts";
import type { Portion } from "./portions.ts";
import type { CursorRow } from "./session.ts";
import { type Condition, isSql, numbered, type Sql, sql } from "./sql.ts";
import { LIGHT_SQL, lightEvent, STORED_COLUMNS } from "./stored-event.ts";

/** Events that are alike. */
export interface EventGroup {
  /** Its stored columns at the time of the first. */
  readonly light: LightEvent;
  readonly last: EpochMicros;
  readonly count: number;
  /** Where they are (`places.ts`). */
  readonly places: string;
  /** Whether the stored columns are enough. All events of a table for which they are not are one group. */
  readonly isKnown: boolean;
  /** Indexes of the first and the last of the tables they are in. */
  readonly tables: readonly [number, number];
}

/**
 * Counts events that are alike. The one look at each event tells whether its columns are enough, too. The oldest groups come first,
 * so that what depends on order depends on that of time.
 */
export function groupStatement({ tables }: Portion, where: Condition, { known, columns, steps }: Grouping, most: number): Sql {
  const keys = [...columns.map((name) => sql(name === "remoteAddress" ? "e.remote_address" : LIGHT_SQL[name])), ...steps];
  const values: unknown[] = [];
  const put = (part: Sql): string => {
    const { text, values: own } = numbered(part, values.length);
    values.push(...own);
    return text;
  };
  const place = most > 0 ? ["e.ctid AS tid"] : [];
  const made = keys.map((key, index) => put({ text: `${key.text} AS c${index}`, values: key.values }));
  const fields = [`(${put(known)}) IS TRUE AS k`, `e."timestamp" AS at`, ...place, ...made].join(", ");
  const condition = put(asSql(where));
  const rows = tables.map(({ index, name, slice }) => `SELECT ${index} AS t, ${fields} FROM ${name} e WHERE ${slice} AND ${condition}`);
  const groups = keys.map((_, index) => `CASE WHEN k THEN c${index} END`);
  const shown = groups.map((group, index) => (columns[index] === "remoteAddress" ? `host(${group})` : group));
  // Both take the events in the same order.
  const places = most > 0 ? ["t", "tid"].map((one) => `(array_agg(${one}))[1:${Math.floor(most)}]`) : ["NULL", "NULL"];
  const fixed = ["k", utc("min(at)"), utc("max(at)"), "count(*)", "min(t)", "max(t)", ...places];
  // Without the barrier the flag would be worked out anew for each column.
  const from = `(SELECT * FROM (${rows.join(" UNION ALL ")}) u OFFSET 0) s`;
  return {
    text: `SELECT ${[...fixed, ...shown].join(", ")} FROM ${from} GROUP BY ${["k", ...groups].join(", ")} ORDER BY min(at)`,
    values,
  };
}

const utc = (time: string): string => `(${time} AT TIME ZONE 'UTC')::text`;
const asSql = (condition: Condition): Sql => (isSql(condition) ? condition : sql(String(condition)));

export function eventGroup(row: CursorRow, { columns }: Grouping): EventGroup {
  const [known, first, last, count, least, greatest, indexes, tids, ...cells] = row;
  return {
    light: lightEvent(microsOf(`${first}Z`), columns, cells),
    last: microsOf(`${last}Z`),
    count: Number(count),
    places: placesText(indexes ?? "{}", tids ?? "{}"),
    isKnown: known === "t",
    tables: [Number(least), Number(greatest)],
  };
}

/** The events whose columns are not enough, with their records. */
export function strangersStatement({ tables }: Portion, where: Condition, known: Sql): Sql {
  const { text, values } = numbered(sql(`${asSql(where).text} AND (${known.text}) IS NOT TRUE`, ...asSql(where).values, ...known.values));
  return {
    text: tables.map(({ name, slice }) => `SELECT ${RECORDS} FROM ${name} e WHERE ${slice} AND ${text}`).join(" UNION ALL "),
    values,
  };
}

/** The events at some places of a table, with their records. */
export function placesStatement(table: string, tids: readonly string[]): Sql {
  return { text: `SELECT ${RECORDS} FROM ${table} e WHERE e.ctid = ANY($1::tid[])`, values: [tidArray(tids)] };
}

const RECORDS = `${STORED_COLUMNS}, e.raw`;
export const tidArray = (tids: Iterable<string>): string => `{${[...tids].map((tid) => `"${tid}"`).join(",")}}`;

/** The events of each group's host at its first and its last instant, with their records. */
export function instantsStatement(table: string, groups: readonly EventGroup[]): Sql {
  const ends = groups.flatMap(({ light, last }) => (last === light.at ? [light] : [light, { ...light, at: last }]));
  const wanted = 'unnest($1::int[], $2::timestamptz[]) w(h, t) ON e.host_id = w.h AND e."timestamp" = w.t';
  return {
    text: `SELECT ${RECORDS} FROM ${table} e JOIN ${wanted}`,
    values: [ends.map(({ hostId }) => hostId), ends.map(({ at }) => instant(at))],
  };
}
